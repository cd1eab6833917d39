const browsers = [
  [/\bEdg(?:e|A|iOS)?\/[\d.]+/u, "Edge"],
  [/\bOPR\/[\d.]+/u, "Opera"],
  [/\bFirefox\/[\d.]+|\bFxiOS\/[\d.]+/u, "Firefox"],
  [/\bChrom(?:e|ium)\/[\d.]+|\bCriOS\/[\d.]+/u, "Chrome"],
  [/\bSafari\/[\d.]+/u, "Safari"],
  [/\bcurl\/[\d.]+/u, "curl"],
  [/^node$|\bundici\b/u, "Node"],
] as const;

const systems = [
  [/\biPhone\b/u, "iPhone"],
  [/\biPad\b/u, "iPad"],
  [/\bAndroid\b/u, "Android"],
  [/\bWindows\b/u, "Windows"],
  [/\bMac OS X\b|\bMacintosh\b/u, "macOS"],
  [/\bCrOS\b/u, "ChromeOS"],
  [/\bLinux\b/u, "Linux"],
] as const;

/** "Firefox, Linux": enough for a person to know their own by. What a program calls itself, cut, when it is none of these. */
export function describeDevice(userAgent: string | undefined): string {
  if (userAgent === undefined || userAgent.trim() === "") return "";
  const browser = browsers.find(([pattern]) => pattern.test(userAgent))?.[1];
  const system = systems.find(([pattern]) => pattern.test(userAgent))?.[1];
  const known = [browser, system].filter((part) => part !== undefined).join(", ");
  return known === "" ? userAgent.replaceAll(/[^\x20-\x7e]/gu, "").slice(0, 60) : known;
}
