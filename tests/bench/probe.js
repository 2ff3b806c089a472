// In the page, before the product's own scripts: says when what is on screen was painted. Plain JavaScript, since the bench's own
// types know no page. `window.bench` is all there is of it.
(() => {
  const listeners = new Set();
  const channel = new MessageChannel();
  channel.port1.onmessage = () => {
    const at = performance.now();
    for (const one of [...listeners]) one.painted?.(at);
  };
  const start = () => {
    const sizer = document.createElement('div');
    sizer.style.cssText = 'position:fixed;left:0;top:0;height:1px;width:1px;visibility:hidden;contain:strict';
    document.documentElement.append(sizer);
    let wide = false;
    // Observers of sizes run after every animation callback and the layout: what is there now is what will be painted.
    new ResizeObserver(() => {
      for (const one of [...listeners]) one.layout?.();
      // A message's turn comes after the paint.
      channel.port2.postMessage(0);
    }).observe(sizer);
    const loop = (at) => {
      for (const one of [...listeners]) one.frame?.(at);
      wide = !wide;
      sizer.style.width = wide ? '2px' : '1px';
      requestAnimationFrame(loop);
    };
    requestAnimationFrame(loop);
  };
  if (document.documentElement) start();
  else addEventListener('DOMContentLoaded', start, { once: true });

  let acted = 0;
  for (const type of ['pointerdown', 'keydown'])
    addEventListener(
      type,
      (event) => {
        acted = event.timeStamp;
      },
      { capture: true },
    );

  const rowText = (index, column) =>
    document.querySelector(`[role=grid] [data-index="${index}"] [data-column="${column}"]`)?.textContent ?? '';

  window.bench = {
    rowText,
    // Milliseconds and frames from the last key or press to the paint in which `holds` is true.
    painted: (holds, limitMs = 20000) =>
      new Promise((resolve, reject) => {
        const since = acted;
        let frames = 0;
        let seen = false;
        const one = {
          layout: () => {
            if (!seen) frames += 1;
            seen ||= Boolean(holds());
          },
          painted: (at) => {
            if (!seen && at - since < limitMs) return;
            listeners.delete(one);
            if (seen) resolve({ ms: at - since, frames });
            else reject(new Error('it was not painted in time'));
          },
        };
        listeners.add(one);
      }),
    // Times between frames while `step(n)` is called once a frame, `count` times; and how often `blank()` was true in one of them.
    frames: (count, step, blank) =>
      new Promise((resolve) => {
        const gaps = [];
        let last = 0;
        let n = 0;
        let blanks = 0;
        const one = {
          frame: (at) => {
            if (last !== 0) gaps.push(at - last);
            last = at;
            if (n < count) step(n);
            n += 1;
          },
          layout: () => {
            if (blank?.()) blanks += 1;
          },
          painted: () => {
            if (n <= count) return;
            listeners.delete(one);
            resolve({ gaps, blanks });
          },
        };
        listeners.add(one);
      }),
    // Every number that the first row's cell showed, with the time (epoch ms) at which it was painted; `stop()` answers them.
    follow: (column) => {
      const seen = [];
      let shown = Number.NaN;
      let waiting = Number.NaN;
      const one = {
        layout: () => {
          const value = Number.parseInt(rowText(0, column), 10);
          if (value !== shown) waiting = value;
        },
        painted: (at) => {
          if (Number.isNaN(waiting)) return;
          shown = waiting;
          waiting = Number.NaN;
          seen.push([performance.timeOrigin + at, shown]);
        },
      };
      listeners.add(one);
      return () => {
        listeners.delete(one);
        return seen;
      };
    },
  };
})();
