import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bandsOf, HASH_COUNT, jaccard, shinglesOf, signatureOf, similarity } from "./minhash.ts";

const words = fc.array(
  fc.constantFrom(
    ..."nous recrutons un juriste droit social contrats lyon paris équipe poste cdi rejoignez direction juridique télétravail dpo avocat fiscal".split(
      " ",
    ),
  ),
  { minLength: 12, maxLength: 60 },
);

function sign(text: string): readonly number[] {
  const signature = signatureOf(text);
  if (signature === null) throw new Error(`no word in "${text}"`);
  return signature;
}

describe("MinHash", () => {
  it("estimates the true Jaccard similarity of any two texts", () => {
    fc.assert(
      fc.property(words, fc.nat(59), words, (start, cut, tail) => {
        const left = start.join(" ");
        const right =
          [...start.slice(0, cut), ...tail.slice(0, Math.max(0, start.length - cut))].join(" ") || "vide";
        const truth = jaccard(shinglesOf(left), shinglesOf(right));
        // Five standard errors: one false alarm in 1.7 million.
        const bound = 5 * Math.sqrt(Math.max(truth * (1 - truth), 0.01) / HASH_COUNT);
        expect(Math.abs(similarity(sign(left), sign(right)) - truth)).toBeLessThan(bound + 0.02);
      }),
      { numRuns: 500 },
    );
  });

  it("has no bias over many pairs", () => {
    let error = 0;
    for (let pair = 0; pair < 200; pair += 1) {
      const text = (from: number): string =>
        Array.from({ length: 40 }, (_, index) => `mot${pair}x${from + index}`).join(" ");
      const [left, right] = [text(0), text(pair % 38)];
      error += similarity(sign(left), sign(right)) - jaccard(shinglesOf(left), shinglesOf(right));
    }
    expect(Math.abs(error / 200)).toBeLessThan(0.01);
  });

  it("gives the same signature and bands in another process", () => {
    const text = "Nous recrutons un·e juriste droit social à Lyon 🚀";
    const here = JSON.stringify([sign(text), bandsOf(sign(text))]);
    const module = fileURLToPath(new URL("./minhash.ts", import.meta.url));
    const script = `import { signatureOf, bandsOf } from ${JSON.stringify(module)}; const s = signatureOf(${JSON.stringify(text)}); process.stdout.write(JSON.stringify([s, bandsOf(s)]));`;
    expect(execFileSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" })).toBe(
      here,
    );
  });

  it("fits Postgres: signatures in int, bands in bigint", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const signature = signatureOf(text);
        if (signature === null) return;
        expect(signature).toHaveLength(HASH_COUNT);
        for (const value of signature) expect(value).toBe(value | 0);
        for (const band of bandsOf(signature)) expect(BigInt.asIntN(64, BigInt(band))).toBe(BigInt(band));
      }),
    );
  });

  it("brings a lightly edited repost to a common band, and tells different posts apart", () => {
    const offer =
      "Nous recrutons un juriste droit social en CDI à Lyon. Vous conseillez les équipes RH, suivez les contentieux et animez des formations. Rejoignez une direction juridique de huit personnes, dans un groupe familial. Télétravail deux jours par semaine.";
    const repost = `🔁 On partage ! ${offer} #recrutement`;
    const other =
      "La CNIL publie ses recommandations sur les cookies. Retour sur les points clés pour les DPO et les directions juridiques, avec des exemples concrets et un calendrier.";
    expect(similarity(sign(offer), sign(repost))).toBeGreaterThan(0.7);
    expect(bandsOf(sign(offer)).some((band) => bandsOf(sign(repost)).includes(band))).toBe(true);
    expect(similarity(sign(offer), sign(other))).toBeLessThan(0.1);
  });

  it("compares texts under five words by their letters, and has nothing to say without words", () => {
    expect(similarity(sign("Juriste Lyon CDI"), sign("juriste LYON cdi !"))).toBe(1);
    expect(similarity(sign("Juriste Lyon CDI"), sign("Bonne année"))).toBeLessThan(0.2);
    expect(signatureOf("👋 … !!")).toBeNull();
    expect(signatureOf("a")).not.toBeNull();
  });
});
