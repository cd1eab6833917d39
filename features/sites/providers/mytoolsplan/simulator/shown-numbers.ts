import type { Figure } from "./figures.ts";
import type { PortalLanguage } from "./settings.ts";

/** "1.8M", "1,8 M" (with the space that does not break), "412". */
export function shownCount(count: number, language: PortalLanguage): string {
  const [divisor, unit] =
    count >= 1e6 ? [1e6, "M"] : count >= 1e3 ? [1e3, language === "fr" ? "k" : "K"] : [1, ""];
  if (unit === "") return String(count);
  const short = (count / divisor).toFixed(1).replace(/\.0$/, "");
  return language === "fr" ? `${short.replace(".", ",")}\u00A0${unit}` : `${short}${unit}`;
}

/** "2.43%", "2,43 %", "< 0.01%", "n/a". */
export function shownPercent(ratio: Figure, language: PortalLanguage): string {
  if (typeof ratio !== "number") return language === "fr" ? "n/d" : "n/a";
  const isBelow = ratio > 0 && ratio < 0.0001;
  const percent = isBelow ? "0.01" : (ratio * 100).toFixed(2);
  const text = language === "fr" ? `${percent.replace(".", ",")}\u00A0%` : `${percent}%`;
  return isBelow ? `< ${text}` : text;
}

/** "01:23", "1:02:03". */
export function shownDuration(seconds: Figure): string {
  if (typeof seconds !== "number") return "n/a";
  const two = (part: number): string => String(part).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return `${hours > 0 ? `${hours}:` : ""}${two(minutes)}:${two(seconds % 60)}`;
}
