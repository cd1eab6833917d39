import { useSyncExternalStore } from "react";

/** What one person chose for this browser; kept in localStorage and shared by all tabs. */
export interface Settings {
  theme: "system" | "light" | "dark";
  language: "en" | "fr";
  /** Single-key shortcuts can be switched off (WCAG 2.1.4). */
  shortcuts: "on" | "off";
}

const allowed = {
  theme: ["system", "light", "dark"],
  language: ["en", "fr"],
  shortcuts: ["on", "off"],
} as const satisfies { [Name in keyof Settings]: readonly Settings[Name][] };

const listeners = new Set<() => void>();
let current: Settings = readAll();

function stored(name: keyof Settings): string | null {
  try {
    return localStorage.getItem(`millrace.${name}`);
  } catch {
    return null; // storage is blocked by the browser: settings last as long as the page
  }
}

function choose<T extends string>(values: readonly T[], value: string | null, fallback: T): T {
  return values.find((candidate) => candidate === value) ?? fallback;
}

function readAll(): Settings {
  const browserLanguage = navigator.language.startsWith("fr") ? "fr" : "en";
  return {
    theme: choose(allowed.theme, stored("theme"), "system"),
    language: choose(allowed.language, stored("language"), browserLanguage),
    shortcuts: choose(allowed.shortcuts, stored("shortcuts"), "on"),
  };
}

function apply(): void {
  const dark =
    current.theme === "dark" ||
    (current.theme === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset["theme"] = dark ? "dark" : "light";
  document.documentElement.lang = current.language;
  document.querySelector('meta[name="theme-color"]')?.setAttribute("content", dark ? "#111312" : "#fafaf8");
  for (const listener of listeners) listener();
}

export function changeSetting<Name extends keyof Settings>(name: Name, value: Settings[Name]): void {
  current = { ...current, [name]: value };
  try {
    localStorage.setItem(`millrace.${name}`, value);
  } catch (blocked) {
    if (!(blocked instanceof DOMException)) throw blocked;
  }
  apply();
}

export function settings(): Settings {
  return current;
}

/** Follows the system theme and the other tabs from now on. */
export function watchSettings(): void {
  apply();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", apply);
  addEventListener("storage", () => {
    current = readAll();
    apply();
  });
}

export function subscribeSettings(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useSettings(): Settings {
  return useSyncExternalStore(subscribeSettings, settings);
}
