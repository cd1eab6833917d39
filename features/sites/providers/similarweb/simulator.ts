import {
  simulatedFigures,
  startKeyApiSimulator,
  type KeyApiSimulator,
  type KeyApiSimulatorOptions,
} from "../key-api-simulator.ts";

/** The key of the simulated Similarweb. */
export const demoSimilarwebKey = "demo-similarweb-key";

/** Similarweb's API on loopback: numbers as strings, "Engagments" spelt so, 401 for a website it has no data of. */
export function startSimilarwebSimulator(options: KeyApiSimulatorOptions): Promise<KeyApiSimulator> {
  const { clock, seed = "millrace" } = options;
  return startKeyApiSimulator(
    {
      label: "Similarweb",
      key: demoSimilarwebKey,
      truthOf: simulatedFigures,
      tooMany: () =>
        Response.json({ message: "Too many requests" }, { status: 429, headers: { "retry-after": "1" } }),
      routes: (app, answer) => {
        app.get("/v1/website/:domain/general-data/all", (context) =>
          answer(context, context.req.param("domain"), (named) => {
            if (context.req.header("api-key") !== demoSimilarwebKey) {
              return Response.json({ message: "Invalid API key" }, { status: 403 });
            }
            const figures = simulatedFigures(named, seed);
            return figures === null
              ? notFound(named)
              : Response.json(generalData(named, figures, clock.now()));
          }),
        );
      },
    },
    options,
  );
}

function notFound(domain: string): Response {
  const meta = { request: { domain }, status: "Error", error_code: 401, error_message: "Data not found" };
  return Response.json({ meta }, { status: 401 });
}

/** Figures are of the last whole month; visits have decimals, as estimates do. */
function generalData(domain: string, figures: Record<string, number>, now: number): unknown {
  const date = new Date(now);
  const month = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - 1, 1));
  const visits = figures["visits"] ?? 0;
  return {
    Version: 1,
    SiteName: domain,
    Title: domain,
    EstimatedMonthlyVisits: { [month.toISOString().slice(0, 10)]: visits },
    Engagments: {
      BounceRate: String(figures["bounce_rate"]),
      Month: String(month.getUTCMonth() + 1),
      Year: String(month.getUTCFullYear()),
      PagePerVisit: "2.41",
      Visits: `${visits}.27`,
      TimeOnSite: String(figures["avg_visit_duration"]),
    },
    GlobalRank: { Rank: null },
  };
}
