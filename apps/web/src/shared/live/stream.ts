import { useEffect, useRef, useSyncExternalStore } from "react";
import { api } from "../api/client.ts";

export const eventTypes = [
  "post.saved",
  "post.changed",
  "post.purged",
  "collection.changed",
  "source.changed",
  "run.progress",
  "run.changed",
  "settings.changed",
  "website.changed",
  "websites.changed",
  "website_import.changed",
  "scraping_session.changed",
  "site_provider.changed",
  "site_alert.fired",
  "connection.changed",
  "sync.changed",
] as const;
export type EventType = (typeof eventTypes)[number];

export interface LiveEvent {
  type: EventType;
  subject: string;
  payload: unknown;
  at: string;
}

export type LiveStatus = "connecting" | "live" | "lost";

type Handler = (events: readonly LiveEvent[]) => void;

/** Events are handed over in batches: a collection can save hundreds of posts in a second, and one render per batch is enough. */
const batchMs = 150;
const reopenMs = 3000;

const handlers = new Map<EventType, Set<Handler>>();
const statusListeners = new Set<() => void>();
const reopenedListeners = new Set<() => void>();
let status: LiveStatus = "connecting";
let waiting: LiveEvent[] = [];
let timer: ReturnType<typeof setTimeout> | null = null;

function setStatus(next: LiveStatus): void {
  status = next;
  for (const listener of statusListeners) listener();
}

function deliver(): void {
  timer = null;
  const batch = waiting;
  waiting = [];
  for (const type of eventTypes) {
    const ofType = batch.filter((event) => event.type === type);
    if (ofType.length > 0) for (const handler of handlers.get(type) ?? []) handler(ofType);
  }
}

function receive(message: MessageEvent<string>): void {
  waiting.push(JSON.parse(message.data) as LiveEvent);
  timer ??= setTimeout(deliver, batchMs);
}

let stream: EventSource | null = null;
let reopening: ReturnType<typeof setTimeout> | null = null;

/**
 * Opens the stream, as whoever is signed in now. The browser reconnects by itself with `Last-Event-ID`; a refusal (server
 * stopped) is tried again here.
 */
export function openStream(hasBeenLost = false): void {
  closeStream();
  const source = new EventSource(api.streamUrl);
  stream = source;
  let wasLost = hasBeenLost;
  source.addEventListener("open", () => {
    setStatus("live");
    if (wasLost) for (const listener of reopenedListeners) listener();
    wasLost = false;
  });
  source.addEventListener("error", () => {
    wasLost = true;
    setStatus("lost");
    if (source.readyState === EventSource.CLOSED) reopening = setTimeout(() => openStream(true), reopenMs);
  });
  for (const type of eventTypes) source.addEventListener(type, receive);
}

/** Ends the stream: nobody is signed in. */
export function closeStream(): void {
  if (reopening !== null) clearTimeout(reopening);
  reopening = null;
  stream?.close();
  stream = null;
}

/** Called when a lost connection is back: what was missed beyond the replay window must be read again. */
export function onReopened(listener: () => void): () => void {
  reopenedListeners.add(listener);
  return () => reopenedListeners.delete(listener);
}

export function onLive(type: EventType, handler: Handler): () => void {
  const set = handlers.get(type) ?? new Set<Handler>();
  handlers.set(type, set.add(handler));
  return () => set.delete(handler);
}

/** Calls the latest `handler` with each batch of events of this type while the component is shown. */
export function useLive(type: EventType, handler: Handler): void {
  const latest = useRef(handler);
  useEffect(() => {
    latest.current = handler;
  });
  useEffect(() => onLive(type, (events) => latest.current(events)), [type]);
}

export function useLiveStatus(): LiveStatus {
  return useSyncExternalStore(
    (listener) => {
      statusListeners.add(listener);
      return () => statusListeners.delete(listener);
    },
    () => status,
  );
}
