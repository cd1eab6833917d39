import type { Website } from "@millrace/sites/contract";

const width = 88;
const height = 24;
const edge = 2;

/** A small curve of values over time, drawn without a chart library; `label` says in words what it shows. */
export function Sparkline({ points, label }: { points: NonNullable<Website["trend"]>; label: string }) {
  const places = placesOf(points);
  const last = places.at(-1);
  if (last === undefined) return null;
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      className="block overflow-visible text-accent"
    >
      <polyline
        points={places.map(([x, y]) => `${x},${y}`).join(" ")}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinejoin="round"
        strokeLinecap="round"
      />
      <circle cx={last[0]} cy={last[1]} r="2" fill="currentColor" />
    </svg>
  );
}

/** Where each point is drawn: time from left to right, the smallest value at the bottom; equal values in the middle. */
function placesOf(points: NonNullable<Website["trend"]>): [number, number][] {
  const times = points.map((point) => Date.parse(point.at));
  const values = points.map((point) => point.value);
  const across = scale(Math.min(...times), Math.max(...times), edge, width - edge);
  const up = scale(Math.min(...values), Math.max(...values), height - edge, edge);
  return points.map((_, index) => [across(times[index] ?? 0), up(values[index] ?? 0)]);
}

function scale(from: number, to: number, first: number, last: number): (value: number) => number {
  return (value) =>
    from === to
      ? (first + last) / 2
      : Math.round((first + ((value - from) / (to - from)) * (last - first)) * 10) / 10;
}
