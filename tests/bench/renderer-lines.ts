import type { RendererResult } from './renderer.ts';
import type { Line } from './report.ts';
import type { Measured } from './statistics.ts';

const ms = (value: number): string => `${value.toFixed(1)} ms`;
const spread = (m: Measured): string => `${ms(m.median)} (${m.min.toFixed(1)}–${m.max.toFixed(1)})`;
const line = (what: string, value: string, budget = '', met: boolean | null = null): Line => ({
  what: `page: ${what}`,
  value,
  budget,
  met,
});

/** The page's figures as lines of the table; what was not measured has none. */
export function rendererLines(page: RendererResult): readonly Line[] {
  const lines: Line[] = [];
  const { scroll, jumps, event, tabSwitch, details, editor, palette, heap, churn, hiddenMessages } = page;
  for (const [name, frames] of [['steady scroll', scroll] as const, ['jumps', jumps] as const]) {
    if (frames === null) continue;
    const { p50, p99, max, blank } = frames;
    const value = `frames p50 ${ms(p50)}, p99 ${ms(p99)}, max ${ms(max)}; ${(blank * 100).toFixed(1)} % of them without rows`;
    lines.push(line(`${name} through the longest list`, value, '16.7 ms a frame', p50 <= 17.5));
  }
  if (event !== null) {
    const value = `p50 ${ms(event.p50)}, p99 ${ms(event.p99)}, max ${ms(event.max)} (${event.seen} events)`;
    const met = event.p50 <= 16 && event.p99 <= 33;
    lines.push(line('event → paint, 1,000/s, sorted and filtered', value, 'p50 ≤ 16, p99 ≤ 33', met));
  }
  if (tabSwitch !== null) {
    const value = `${tabSwitch.frames.median} frames (${tabSwitch.frames.min}–${tabSwitch.frames.max}), ${spread(tabSwitch.ms)}`;
    lines.push(line('tab switch', value, '≤ 2 frames', tabSwitch.frames.median <= 2));
  }
  if (details !== null) lines.push(line('details open', spread(details), '≤ 100 ms', details.median <= 100));
  if (editor !== null) lines.push(line('editor, an object of 1 MB', spread(editor), '≤ 300 ms', editor.median <= 300));
  if (palette !== null)
    lines.push(line('palette keystroke, 150,000 objects', spread(palette), 'one frame', palette.median <= 17.5));
  for (const [size, { megabytes, nodes }] of Object.entries(heap))
    lines.push(
      line(`memory at ${Number(size).toLocaleString('en')} rows`, `${megabytes.toFixed(1)} MB, ${nodes} nodes`, 'flat'),
    );
  if (churn !== null) {
    const value = `${churn.before.toFixed(1)} → ${churn.after.toFixed(1)} MB`;
    lines.push(line(`memory over ${churn.minutes} min of 1,000 events/s`, value, 'flat'));
  }
  if (hiddenMessages !== null)
    lines.push(line('messages about a hidden tab, 5 s of 1,000 events/s', String(hiddenMessages), 'next to none'));
  return lines;
}
