import type { MetricReading, MetricUnit } from "@millrace/sites/contract";

/** What a value needs to be written: a reading, or a point of its history. */
export type Quantity = Pick<MetricReading, "kind" | "value" | "low" | "high" | "unit">;

// British English writes 2.4m, which reads as metres; everybody knows 2.4M.
const locales = { en: "en", fr: "fr-FR" } as const;

/** Written where there is no value. */
export const noValue = "—";

/** Writes values of a metric as the reader's language does: "2.4M", "42%", "1:23", "< 0.01%", "1.8M–5.3M". */
export function quantityWriter(language: "en" | "fr") {
  const locale = locales[language];
  const short = {
    count: new Intl.NumberFormat(locale, { notation: "compact", maximumFractionDigits: 1 }),
    usd: new Intl.NumberFormat(locale, {
      style: "currency",
      currency: "USD",
      currencyDisplay: "narrowSymbol",
      notation: "compact",
      maximumFractionDigits: 1,
    }),
    ratio: new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 }),
  };
  const long = {
    count: new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }),
    usd: new Intl.NumberFormat(locale, { style: "currency", currency: "USD", maximumFractionDigits: 2 }),
    ratio: new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 4 }),
  };
  // A share below one percent would be rounded to nothing.
  const smallRatio = new Intl.NumberFormat(locale, { style: "percent", maximumSignificantDigits: 2 });

  const one = (value: number, unit: MetricUnit, formats: typeof short): string => {
    if (unit === "seconds") return clock(value);
    if (unit === "ratio" && Math.abs(value) < 0.01 && formats === short) return smallRatio.format(value);
    return formats[unit].format(value);
  };
  const between = (low: number, high: number, unit: MetricUnit, formats: typeof short): string =>
    unit === "seconds" ? `${clock(low)} – ${clock(high)}` : formats[unit].formatRange(low, high);
  const write = ({ kind, value, low, high, unit }: Quantity, formats: typeof short): string => {
    if (kind === "interval")
      return low === null || high === null ? noValue : between(low, high, unit, formats);
    const [number, sign] = { exact: [value, ""], below: [high, "< "], above: [low, "> "] }[
      kind ?? "exact"
    ] as [number | null, string];
    return number === null ? noValue : sign + one(number, unit, formats);
  };
  return {
    /** For tables and charts. */
    short: (quantity: Quantity) => write(quantity, short),
    /** With every digit, for the tooltip and the detail. */
    long: (quantity: Quantity) => write(quantity, long),
    /** One number of a unit, for an axis. */
    number: (value: number, unit: MetricUnit) => one(value, unit, short),
  };
}

export type QuantityWriter = ReturnType<typeof quantityWriter>;

/** 83 s is "1:23", 3,723 s is "1:02:03". */
function clock(seconds: number): string {
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const two = (part: number) => String(part).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}
