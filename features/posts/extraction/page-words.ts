/** Words that stand beside a name instead of an age when somebody paid for the post. */
const promotedPattern =
  /^\W*(?:promoted|sponsored|sponsorisé(?:e|s)?|post sponsorisé|contenu sponsorisé|anzeige|gesponsert|promocionad[oa]|patrocinad[oa]|publicidad|sponsorizzat[oa]|promosso|promovid[oa]|gesponsord|gepromoot|reklam[ae]?|sponsrad|sponset|promowane|promovat|öne çıkarılan|реклама|dipromosikan|プロモーション|推广|프로모션)(?:\s+(?:by|par|von|por|da|door)\b.*)?\W*$/iu;

/** Whether a text under the author's name marks an advertisement. */
export function saysPromoted(text: string): boolean {
  return text.split(/[•·|]/).some((part) => promotedPattern.test(part.trim()));
}

const followersPattern =
  /^[\d\s.,\u00a0\u202f]+\s?(?:k|m|mio|mil|mln|tsd)?\.?\s*(?:de\s|d[’'])?(?:followers?|abonnés?|follower:?innen|follower|seguidor(?:es|as)?|volgers|följare|følgere|obserwujących|takipçi|sledujících|urmăritori|pengikut|подписчик\p{L}*|フォロワー|位关注者|팔로워)(?!\p{L})/iu;

/** Whether a text under a name is a number of followers, which is no headline. */
export function isFollowerCount(text: string): boolean {
  return followersPattern.test(text.trim());
}

const limitedPattern =
  /visible (?:to|à)? ?(?:your (?:connections|network)|connections|group|vos relations|members? of)|connections only|only (?:your )?connections|visible (?:uniquement )?(?:par|pour) (?:vos|les) relations|nur für (?:ihre |deine )?kontakte|sichtbar für (?:ihre|deine) kontakte|visible (?:solo )?para (?:tus|sus) contactos|visível (?:apenas )?para (?:suas|as suas) conexões|visibile (?:solo )?(?:ai|per i) (?:tuoi )?collegamenti/iu;

/** Whether an accessibility text says that not everybody may see the post. */
export function saysLimited(text: string): boolean {
  return limitedPattern.test(text);
}

const noAltPattern =
  /^(?:no alternative text description for this image|no alt(?:ernative)? text provided for this image|aucun texte alternatif pour cette image|aucune description alternative pour cette image|kein alternativtext für dieses bild vorhanden|no hay ninguna descripción de texto alternativo para esta imagen|no hay texto alternativo para esta imagen|nessun testo alternativo (?:fornito )?per questa immagine|não foi fornecido texto alternativo para esta imagem|diese(?:s|r) .*alternativtext.*|geen alternatieve tekst(?:beschrijving)? (?:opgegeven )?voor deze afbeelding)\.?$/iu;

/** The alternative text of an image, or null when it is LinkedIn's own "there is none". */
export function realAlt(alt: string | null | undefined): string | null {
  const trimmed = alt?.trim() ?? "";
  return trimmed === "" || noAltPattern.test(trimmed) ? null : trimmed;
}

const countedThings: readonly [RegExp, "reactions" | "comments" | "reposts"][] = [
  [
    /^[\d\s.,’'+kKmM]+(?:mil|Mio\.?|Tsd\.?|M)?\s?(?:de )?(?:reactions?|likes?|réactions?|Reaktion(?:en)?|reacci(?:ón|ones)|reaç(?:ão|ões)|reazion[ei])(?: (?:on|sur|de|von) .+)?$/u,
    "reactions",
  ],
  [
    /^[\d\s.,’'+kKmM]+(?:mil|Mio\.?|Tsd\.?|M)?\s?(?:de )?(?:comments?|commentaires?|Kommentare?|comentarios?|comentários?|comment[oi])(?: (?:on|sur|de|von) .+)?$/u,
    "comments",
  ],
  [
    /^[\d\s.,’'+kKmM]+(?:mil|Mio\.?|Tsd\.?|M)?\s?(?:de )?(?:reposts?|republications?|partages?|compartilhamentos?|diffusioni post|veces compartido)(?: (?:of|de|von) .+)?$/u,
    "reposts",
  ],
];

/** What a short text with a number counts ("1 234 commentaires"), or null. */
export function countedThing(text: string): "reactions" | "comments" | "reposts" | null {
  return countedThings.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}

/** Whether the label of the audience icon ("Visibility: Connections") names fewer people than everybody. */
export function labelsLimited(label: string): boolean {
  return /^visibility:\s*(?!global|anyone|public)\S/i.test(label);
}
