import { NeedsAttention } from "@millrace/platform/errors";
import { defineSource } from "../source.ts";
import { withKeys } from "../with-keys.ts";
import { budgetOf } from "./account.ts";
import { checkApi } from "./check-api.ts";
import { decodeAnswer } from "./decode-answer.ts";
import type { StreamDefinition } from "./definition.ts";
import { readStream } from "./read-stream.ts";
import { httpSettings, type HttpSettings } from "./settings.ts";

/** A REST API that answers JSON, described in YAML. */
export const httpSource = defineSource({
  id: "http",
  title: { en: "HTTP API", fr: "API HTTP" },
  about: {
    en: "Any REST API that answers JSON, described in YAML: its address, sign-in, paging, streams and errors.",
    fr: "Toute API REST qui répond en JSON, décrite en YAML : adresse, connexion, pagination, flux et erreurs.",
  },
  settings: httpSettings,
  budget: budgetOf,
  streams: ({ definition }) =>
    Promise.resolve(
      definition.streams.map(({ name, about, schema, primary_key: primaryKey, incremental }) => ({
        name,
        about,
        schema: withKeys(schema, primaryKey),
        primaryKey,
        isIncremental: incremental !== undefined,
      })),
    ),
  check: checkApi,
  read: (settings, request, context) =>
    readStream(settings, streamOf(settings, request.stream.name), request, context),
  decode: ({ body, stream }, settings) => ({
    records: decodeAnswer(body, streamOf(settings, stream.name)).records,
  }),
});

function streamOf({ definition }: HttpSettings, name: string): StreamDefinition {
  const stream = definition.streams.find((each) => each.name === name);
  if (stream !== undefined) return stream;
  throw new NeedsAttention(
    `The definition has no stream ${name}; it has ${definition.streams.map((each) => each.name).join(", ")}.`,
  );
}
