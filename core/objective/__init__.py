"""Objectives f(W): what is minimised, with its derivatives."""

from core.objective.base import Objective
from core.objective.logistic import Logistic
from core.objective.recipe import ObjectiveRecipe, TargetRecipe
from core.objective.regression import Regression
from core.objective.squared import Squared

__all__ = [
    "Logistic",
    "Objective",
    "ObjectiveRecipe",
    "Regression",
    "Squared",
    "TargetRecipe",
]
