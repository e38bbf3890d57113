"""Objectives f(W): what is minimised, with its derivatives."""

from core.objective.base import Objective
from core.objective.logistic import Logistic
from core.objective.recipe import ObjectiveRecipe
from core.objective.regression import Regression
from core.objective.squared import Squared
from core.objective.target import DrawnTarget, GivenTarget, NearTarget, Target

__all__ = [
    "DrawnTarget",
    "GivenTarget",
    "Logistic",
    "NearTarget",
    "Objective",
    "ObjectiveRecipe",
    "Regression",
    "Squared",
    "Target",
]
