import {
  simulatedFigures,
  startKeyApiSimulator,
  type KeyApiSimulator,
  type KeyApiSimulatorOptions,
} from "../key-api-simulator.ts";

/** The key of the simulated Semrush. */
export const demoSemrushKey = "demo-semrush-key";

/** Semrush's API on loopback: reports as CSV with semicolons, errors as "ERROR 50 :: NOTHING FOUND". */
export function startSemrushSimulator(options: KeyApiSimulatorOptions): Promise<KeyApiSimulator> {
  const { clock, seed = "millrace" } = options;
  return startKeyApiSimulator(
    {
      label: "Semrush",
      key: demoSemrushKey,
      truthOf: simulatedFigures,
      tooMany: () => new Response("Too Many Requests", { status: 429, headers: { "retry-after": "1" } }),
      routes: (app, answer) => {
        app.get("/", (context) => {
          const { domain = "", key } = context.req.query();
          return answer(context, domain, (named) => {
            const figures = simulatedFigures(named, seed);
            const { organic_traffic: organic, paid_search_traffic: paid } = figures ?? {};
            return report(key, figures !== null, "Domain;Organic Traffic;Adwords Traffic", [
              named,
              organic,
              paid,
            ]);
          });
        });
        app.get("/analytics/ta/api/v3/summary", (context) => {
          const { targets = "", key } = context.req.query();
          return answer(context, targets, (named) => {
            const figures = simulatedFigures(named, seed);
            const { visits, bounce_rate: bounce, avg_visit_duration: duration } = figures ?? {};
            const header = "target;visits;bounce_rate;time_on_site;display_date";
            return report(key, figures !== null, header, [
              named,
              visits,
              bounce,
              duration,
              lastMonth(clock.now()),
            ]);
          });
        });
      },
    },
    options,
  );
}

function report(
  key: string | undefined,
  isKnown: boolean,
  header: string,
  fields: readonly (string | number | undefined)[],
): Response {
  if (key !== demoSemrushKey) return new Response("ERROR 120 :: WRONG KEY - ID PAIR", { status: 403 });
  return new Response(isKnown ? `${header}\r\n${fields.join(";")}\r\n` : "ERROR 50 :: NOTHING FOUND");
}

/** "2026-10-01": Trends has whole months only. */
function lastMonth(now: number): string {
  const date = new Date(now);
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - 1, 1)).toISOString().slice(0, 10);
}
