/** What a relative age means: LinkedIn floors, so "2w" is at least two and less than three weeks. Ends are inclusive. */
export interface AgeInterval {
  fromMs: number;
  toMs: number;
}

export interface RelativeAge {
  interval: AgeInterval | null;
  edited: boolean;
}

type Unit = "second" | "minute" | "hour" | "day" | "week" | "month" | "year";

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** Shortest and longest length of a unit: a month has 28 to 31 days, a year 365 or 366. */
const unitMs: Record<Unit, readonly [number, number]> = {
  second: [1_000, 1_000],
  minute: [minuteMs, minuteMs],
  hour: [60 * minuteMs, 60 * minuteMs],
  day: [dayMs, dayMs],
  week: [7 * dayMs, 7 * dayMs],
  month: [28 * dayMs, 31 * dayMs],
  year: [365 * dayMs, 366 * dayMs],
};

/** Words by unit: English, French, German, Spanish, Italian, Portuguese, Dutch. "m" is minutes on LinkedIn; months are "mo". */
const unitWords: Record<Unit, string> = {
  second:
    "s sec secs second seconds seconde secondes sekunde sekunden sek segundo segundos seg secondo secondi seconden",
  minute: "m min mins minute minutes minuten minuto minutos minuti minuut minuten",
  hour: "h hr hrs hour hours heure heures std stunde stunden hora horas ora ore u uur",
  day: "d day days j jour jours tag tage tagen t día días dia dias g gg giorno giorni dag dagen",
  week: "w wk wks week weeks sem semaine semaines wo woche wochen semana semanas sett settimana settimane weken wk",
  month:
    "mo mos mth mths month months mois monat monate monaten mon mes meses mese mesi mês maand maanden mnd",
  year: "y yr yrs year years an ans année années jahr jahre jahren año años ano anos a anno anni jaar jr",
};

const unitOf = new Map<string, Unit>(
  (Object.entries(unitWords) as [Unit, string][]).flatMap(([unit, words]) =>
    words.split(" ").map((word) => [word, unit] as const),
  ),
);

const editedPattern =
  /(?<!\p{L})(?:edited|modifié(?:e|s)?|bearbeitet|editado|editada|modificato|modificata|bewerkt|redigerad|redigeret|redigert|edytowano|düzenlendi|upraveno|diedit|muokattu|editat|изменено|已编辑|編集済み|수정됨)(?!\p{L})/iu;
const nowPattern =
  /^(?:now|just now|à l[’']instant|maintenant|jetzt|gerade eben|ahora|adesso|agora|nu|zojuist)$/iu;
const agePattern = /(?<![\p{L}\p{N}.,])(\d{1,3})\s?(\p{L}+)\.?(?!\p{L})/iu;

/**
 * Reads "1w", "3 j", "2 sem.", "1yr • Edited", "il y a 2 h", "hace 3 d", "vor 2 Monaten" as an interval before `nowMs`
 * (the moment the page was saved). Without an age in the text the interval is null; the edited flag is read either way.
 */
export function parseRelativeAge(text: string, nowMs: number): RelativeAge {
  const plain = text.replaceAll(/[\s\u00a0\u202f]+/g, " ").trim();
  const edited = editedPattern.test(plain);
  const head = plain.split(/[•·|]/, 1)[0]!.trim();
  if (nowPattern.test(head)) return { interval: { fromMs: nowMs - minuteMs, toMs: nowMs }, edited };
  return { interval: intervalOf(head, nowMs), edited };
}

function intervalOf(text: string, nowMs: number): AgeInterval | null {
  const match = agePattern.exec(text);
  const unit = match === null ? undefined : unitOf.get(match[2]!.toLowerCase());
  if (match === null || unit === undefined) return null;
  const [shortest, longest] = unitMs[unit];
  const amount = Number(match[1]);
  return { fromMs: nowMs - (amount + 1) * longest + 1, toMs: nowMs - amount * shortest };
}

/** Whether a short text says that its post was edited, in the languages LinkedIn speaks most. */
export function saysEdited(text: string): boolean {
  return editedPattern.test(text);
}

/** Whether a short text is a relative age. */
export function isRelativeAge(text: string): boolean {
  return parseRelativeAge(text, 0).interval !== null;
}
