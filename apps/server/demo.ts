import { messageOf } from "@millrace/platform/errors";
import type { ServerContext } from "./context.ts";

/** The first collection fills the page; the later ones bring what the simulated site has posted since. */
const firstPosts = 200;
const laterPosts = 20;
const everyMs = 60_000;
/** The first posts come first. */
const measureAfterMs = 10_000;

/**
 * Keeps demo posts arriving, and measures some of the demo's websites once. Every process of the house may run this: a
 * collection's key is its minute, the session and the demo's sync have one key each, so that one of them starts each. Outside demo mode, and in a
 * process that serves no pages, it does nothing.
 */
export function runDemo(context: ServerContext): Disposable {
  if (context.demoUrl === null || context.config.role === "worker")
    return { [Symbol.dispose]: () => undefined };
  let maxPosts = firstPosts;
  const collect = (): void => {
    const slot = new Date(context.clock.now()).toISOString().slice(0, 16);
    context.features.posts.collectDemo(context.engine, slot, maxPosts).then(
      () => {
        maxPosts = laterPosts;
      },
      (error: unknown) =>
        context.log.warn({ reason: messageOf(error) }, "demo collection not started, next try in a minute"),
    );
  };
  let measuring: NodeJS.Timeout;
  const measureIn = (ms: number): void => {
    measuring = setTimeout(measure, ms);
  };
  let connecting: NodeJS.Timeout | null = null;
  const connect = (): void => {
    context.features.connect.startDemo(context.engine).catch((error: unknown) => {
      context.log.warn({ reason: messageOf(error) }, "demo connection not started, next try in a minute");
      connecting = setTimeout(connect, everyMs);
    });
  };
  const measure = (): void => {
    context.features.sites.measureDemo(context.engine).then(
      (isStarted) => {
        if (!isStarted) measureIn(everyMs);
      },
      (error: unknown) => {
        context.log.warn({ reason: messageOf(error) }, "demo websites not measured, next try in a minute");
        measureIn(everyMs);
      },
    );
  };
  collect();
  connect();
  const timer = setInterval(collect, everyMs);
  measureIn(measureAfterMs);
  return {
    [Symbol.dispose]: () => {
      clearInterval(timer);
      clearTimeout(measuring);
      if (connecting !== null) clearTimeout(connecting);
    },
  };
}
