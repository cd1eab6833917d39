/** What a plot of requests per second shows. */
export interface RatePlot {
  /** Requests in each second, from the first request on. */
  perSecond: readonly number[];
  limit: number;
  caption: string;
}

const width = 720;
const height = 240;
/** Room around the bars: for the axis, the caption, and the name of the limit. */
const left = 44;
const right = 16;
const top = 44;
const bottom = 36;
/** What the plot leaves free above the limit, so that a second beyond it would be seen. */
const headroom = 1.3;

/** Requests in each second since the first arrival, ms since the epoch. */
export function countPerSecond(arrivalsMs: readonly number[]): number[] {
  const [firstMs = 0] = arrivalsMs;
  const counts: number[] = [];
  for (const atMs of arrivalsMs) {
    const second = Math.floor((atMs - firstMs) / 1_000);
    while (counts.length <= second) counts.push(0);
    counts[second] = (counts[second] ?? 0) + 1;
  }
  return counts;
}

/** One bar a second, a line at the limit, a caption; as SVG, readable on light and on dark pages. */
export function ratePlotSvg({ perSecond, limit, caption }: RatePlot): string {
  const most = Math.max(limit * headroom, ...perSecond);
  const y = (requests: number): number => round(top + (height - top - bottom) * (1 - requests / most));
  const step = (width - left - right) / Math.max(1, perSecond.length);
  const gap = Math.min(2, step / 4);
  const bars = perSecond.map(
    (count, second) =>
      `<rect class="${count > limit ? "over" : "bar"}" x="${round(left + second * step + gap / 2)}" y="${y(count)}" width="${round(step - gap)}" height="${round(y(0) - y(count))}"/>`,
  );
  const seconds = ticksOf(perSecond.length).map(
    (second) =>
      `<text x="${round(left + second * step)}" y="${y(0) + 16}" text-anchor="middle">${second} s</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="caption">
<style>
  text { font: 12px system-ui, sans-serif; fill: #24292f; }
  .bar { fill: #3b82c4; } .over { fill: #cf222e; }
  .limit { stroke: #cf222e; stroke-dasharray: 6 4; } .axis { stroke: #8c959f; }
  @media (prefers-color-scheme: dark) { text { fill: #e6edf3; } .bar { fill: #58a6ff; } }
</style>
<title id="caption">${escaped(caption)}</title>
<text x="${left}" y="20">${escaped(caption)}</text>
${bars.join("\n")}
<line class="axis" x1="${left}" y1="${y(0)}" x2="${width - right}" y2="${y(0)}"/>
<line class="limit" x1="${left}" y1="${y(limit)}" x2="${width - right}" y2="${y(limit)}"/>
<text x="${left - 8}" y="${y(limit) + 4}" text-anchor="end">${limit}</text>
<text x="${left - 8}" y="${y(0) + 4}" text-anchor="end">0</text>
${seconds.join("\n")}
</svg>
`;
}

/** A handful of round seconds. */
function ticksOf(seconds: number): number[] {
  const step = [1, 5, 10, 20, 50, 100, 200, 500].find((each) => seconds / each <= 10) ?? 1_000;
  return Array.from({ length: Math.floor(seconds / step) + 1 }, (_, at) => at * step);
}

const round = (value: number): number => Math.round(value * 10) / 10;

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
