/** The name with its mark: water over a mill race. */
export function Brand() {
  return (
    <span className="flex items-center gap-2 text-sm font-semibold tracking-tight">
      <svg aria-hidden viewBox="0 0 32 32" className="size-5">
        <rect width="32" height="32" rx="8" className="fill-accent" />
        <path
          d="M6 12c3.3 0 3.3 2.5 6.7 2.5S16 12 19.3 12s3.4 2.5 6.7 2.5M6 19c3.3 0 3.3 2.5 6.7 2.5S16 19 19.3 19s3.4 2.5 6.7 2.5"
          className="stroke-on-accent"
          fill="none"
          strokeWidth="2.6"
          strokeLinecap="round"
        />
      </svg>
      Millrace
    </span>
  );
}
