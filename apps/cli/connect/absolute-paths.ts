import { isAbsolute, resolve } from "node:path";
import type { WrittenConnection } from "./read-connection-file.ts";

/** Settings of connectors that name a place on this machine. */
const placeSettings = ["folder", "path", "file"] as const;
/** "s3://…", "file:…", "env:…": no path, so nobody's folder counts. */
const isAddress = (text: string): boolean => /^[a-z][a-z0-9+.-]+:/iu.test(text);

/**
 * Relative places made absolute: a schedule reads the connection in another folder than the one its file was written for.
 * The `http` source's paths belong to its server.
 */
export function absolutePaths(written: WrittenConnection, folder: string): WrittenConnection {
  return {
    ...written,
    source: withPlaces(written.source, folder),
    destination: withPlaces(written.destination, folder),
  };
}

/** The same for one connector with its settings. */
export function withPlaces<Choice extends { type: string }>(choice: Choice, folder: string): Choice {
  if (choice.type === "http") return choice;
  const settings: Record<string, unknown> = choice;
  const places = placeSettings.flatMap((name): [string, string][] => {
    const value = settings[name];
    const isPlace = typeof value === "string" && value !== "" && !isAbsolute(value) && !isAddress(value);
    return isPlace ? [[name, resolve(folder, value)]] : [];
  });
  return { ...choice, ...Object.fromEntries(places) };
}
