import { useMemo } from "react";
import { useSettings } from "../settings.ts";

const locales = { en: "en-GB", fr: "fr-FR" } as const;

const minute = 60_000;
const units: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 365 * 24 * 60 * minute],
  ["month", 30 * 24 * 60 * minute],
  ["week", 7 * 24 * 60 * minute],
  ["day", 24 * 60 * minute],
  ["hour", 60 * minute],
  ["minute", minute],
];

/** Numbers, dates and durations as the reader's language writes them. */
export function formatters(language: "en" | "fr") {
  const locale = locales[language];
  const number = new Intl.NumberFormat(locale);
  const compact = new Intl.NumberFormat(locale, { notation: "compact", maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 });
  const percentTenth = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
  const decimal = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
  const hourMinute = new Intl.DateTimeFormat(locale, { timeStyle: "short" });
  const time = new Intl.DateTimeFormat(locale, { timeStyle: "medium" });
  const day = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" });
  const longDay = new Intl.DateTimeFormat(locale, { dateStyle: "long" });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto", style: "short" });
  const languages = new Intl.DisplayNames([locale], { type: "language" });
  return {
    number: (value: number) => number.format(value),
    compact: (value: number) => compact.format(value),
    percent: (value: number) => percent.format(value),
    /** With one digit after the comma, where a tenth of a percent matters. */
    percentTenth: (value: number) => percentTenth.format(value),
    decimal: (value: number) => decimal.format(value),
    dateTime: (iso: string) => dateTime.format(new Date(iso)),
    hourMinute: (iso: string) => hourMinute.format(new Date(iso)),
    time: (iso: string) => time.format(new Date(iso)),
    /** The same instant on the clocks of another time zone (IANA name). */
    dateTimeIn: (iso: string, timeZone: string) =>
      new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short", timeZone }).format(
        new Date(iso),
      ),
    bytes: (bytes: number) => size(locale, bytes),
    day: (iso: string) => day.format(new Date(iso)),
    longDay: (iso: string) => longDay.format(new Date(iso)),
    languageName: (code: string) => languages.of(code) ?? code,
    relative: (iso: string, nowMs: number) => {
      const differenceMs = new Date(iso).getTime() - nowMs;
      const unit = units.find(([, sizeMs]) => Math.abs(differenceMs) >= sizeMs);
      return unit === undefined
        ? relative.format(0, "second")
        : relative.format(Math.trunc(differenceMs / unit[1]), unit[0]);
    },
    duration: (milliseconds: number) => duration(locale, milliseconds),
  };
}

function duration(locale: string, milliseconds: number): string {
  const unit = (value: number, name: string, digits = 0) =>
    new Intl.NumberFormat(locale, {
      style: "unit",
      unit: name,
      unitDisplay: "narrow",
      maximumFractionDigits: digits,
    }).format(value);
  if (milliseconds < 1000) return unit(Math.round(milliseconds), "millisecond");
  if (milliseconds < 60_000) return unit(milliseconds / 1000, "second", 1);
  const [large, small, largeMs, smallMs] =
    milliseconds < 3_600_000
      ? (["minute", "second", 60_000, 1000] as const)
      : (["hour", "minute", 3_600_000, 60_000] as const);
  const rest = Math.floor((milliseconds % largeMs) / smallMs);
  const whole = unit(Math.floor(milliseconds / largeMs), large);
  return rest === 0 ? whole : `${whole} ${unit(rest, small)}`;
}

const byteUnits = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

/** "1.2 GB", « 1,2 Go »: thousands, as disks are sold. */
function size(locale: string, bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(byteUnits.length - 1, Math.floor(Math.log10(bytes) / 3));
  return new Intl.NumberFormat(locale, {
    style: "unit",
    unit: byteUnits[power] ?? "byte",
    unitDisplay: "short",
    maximumFractionDigits: power === 0 ? 0 : 1,
  }).format(bytes / 1000 ** power);
}

export type Formatters = ReturnType<typeof formatters>;

export function useFormat(): Formatters {
  const { language } = useSettings();
  return useMemo(() => formatters(language), [language]);
}
