/* A picture in space: numbers written into the lines of plotly.js's scene, whose camera is the
 * user's until a double click. Drawing it takes long without a graphics card, so that while a control
 * moves it has a part of the time and no more. */
(() => {
  "use strict";
  const app = (window.deepLinear = window.deepLinear || {});
  const PASSIVE = { capture: true, passive: true };
  const SHARE = 2; // times what a drawing took passes until the next one, while a control moves

  let possible;
  /* Whether this browser draws in space at all. */
  const webgl = () => {
    if (possible === undefined) {
      const context = document.createElement("canvas").getContext("webgl");
      possible = Boolean(context);
      context?.getExtension("WEBGL_lose_context")?.loseContext(); // a browser has few of them
    }
    return possible;
  };

  class Space {
    /* `again` draws all of it, `settle` what had to wait for the pointer. */
    constructor(plot, again, settle) {
      Object.assign(this, { plot, again });
      this.free = 0; // the moment from which on it may be drawn again
      this.turned = false;
      this.held = false; // a pointer is down: it may be turning the picture
      const press = ({ target }) => (this.held = Boolean(target.closest?.(".gl-container")));
      const turn = () => (this.turned = true);
      // A swipe up or down, or of two fingers, is the page's; plotly.js would take each for itself.
      let [from, own] = [null, undefined];
      plot.addEventListener("touchstart", ({ touches: [touch] }) => ([from, own] = [touch, undefined]), PASSIVE);
      plot.addEventListener("touchmove", (event) => {
        const [touch, second] = event.touches;
        own ??= !second && Math.abs(touch.clientX - from.clientX) > Math.abs(touch.clientY - from.clientY);
        if (own && event.cancelable) turn();
        else event.stopPropagation();
      }, PASSIVE);
      const listeners = { pointerdown: press, wheel: turn, dblclick: () => this.release() };
      for (const [name, listener] of Object.entries(listeners)) plot.addEventListener(name, listener, true);
      this.lift = () => {
        if (!this.held) return;
        this.held = false;
        settle();
      };
      for (const name of ["pointerup", "pointercancel"]) window.addEventListener(name, this.lift);
      plot.on("plotly_relayout", (change) => "scene.camera" in change && turn());
    }

    leave() {
      for (const name of ["pointerup", "pointercancel"]) window.removeEventListener(name, this.lift);
    }

    get scene() {
      return this.plot._fullLayout.scene?._scene;
    }

    /* The camera that the picture has; undefined for its own. After a wheel the layout does not know. */
    camera() {
      return this.turned ? this.scene?.getCamera() : undefined;
    }

    release() {
      if (!this.turned) return;
      this.turned = false;
      this.again();
    }

    put(index, numbers) {
      const trace = this.plot._fullData[index];
      this.scene.traces[trace.uid]?.update({ ...trace, ...numbers });
    }

    /* Writes the numbers of all traces, of which `first` is plotly.js's first, if it is time to. */
    write(numbers, first) {
      const start = performance.now();
      if (start < this.free || !this.scene) return;
      numbers.forEach((those, index) => this.put(first + index, those));
      this.scene.glplot.redraw();
      this.free = start + (1 + SHARE) * (performance.now() - start);
    }

    /* The mark at the time cursor, which is the last trace. */
    mark(x, y, z) {
      if (!this.scene) return;
      this.put(this.plot._fullData.length - 1, { x: [x], y: [y], z: [z] });
      this.scene.glplot.redraw();
    }
  }

  app.Space = Space;
  app.webgl = webgl;
})();
