/**
 * What the most used passwords of published leaks are made of, in English, French and on keyboards. Those of twelve
 * characters and more are mostly a few of these, or one with digits and signs around it.
 */
const parts: ReadonlySet<string> = new Set(
  `password passwd motdepasse azerty azertyuiop qwerty qwertyuiop qwertz asdf asdfgh asdfghjkl zxcvbn zxcvbnm wxcvbn
   qsdfgh qsdfghjklm letmein iloveyou welcome bienvenue bonjour bonsoir soleil doudou chouchou loulou coucou jetaime
   administrator administrateur administrateurs admin change changeme me secret dragon monkey football baseball superman
   batman princess princesse sunshine master shadow michael jordan charlie nicolas marseille trustno starwars whatever
   freedom computer internet samsung google facebook linkedin spring summer autumn winter printemps automne january
   december monday company temporary temp default guest test testing user login root pass word hello world love abc abcd
   abcdef abcdefgh my the millrace`.split(/\s+/u),
);

/** Runs of neighbours, forwards and backwards. */
const runs = ["01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm"].flatMap(
  (run) => [run, run.split("").toReversed().join("")],
);

/**
 * Whether a password is among the first that anybody would try: common words with digits and signs, digits alone, one
 * thing repeated, a run of neighbours, the person's own address.
 */
export function isTooCommon(password: string, email: string): boolean {
  const folded = password.normalize("NFKC").toLowerCase();
  const mailbox = email.split("@", 1)[0] ?? "";
  return (
    /^\d+$/u.test(folded) ||
    isRepetition(folded) ||
    runs.some((run) => run.includes(folded)) ||
    (mailbox.length >= 4 &&
      lettersOf(folded.replaceAll(mailbox, "")).length < 6 &&
      folded.includes(mailbox)) ||
    isMadeOfParts(lettersOf(folded)) ||
    isMadeOfParts(lettersOf(unleet(folded)))
  );
}

const leet: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "@": "a",
  $: "s",
};

/** Signs that stand for letters, where a letter follows: "p4ssw0rd", and not the year behind a word. */
function unleet(text: string): string {
  return text.replaceAll(/[013457@$]+(?=[a-z])/gu, (signs) =>
    signs.replaceAll(/./gu, (sign) => leet[sign] ?? sign),
  );
}

function lettersOf(text: string): string {
  return text.replaceAll(/[^\p{L}]/gu, "");
}

/** "aaaa…", "abcabcabc", "12341234". */
function isRepetition(text: string): boolean {
  return /^(.{1,4})\1+.{0,3}$/su.test(text);
}

/** Whether letters are nothing but common parts, one behind the other. */
function isMadeOfParts(letters: string): boolean {
  const reached = new Set([0]);
  for (let end = 1; end <= letters.length; end += 1)
    for (const start of reached) if (parts.has(letters.slice(start, end))) reached.add(end);
  return letters.length > 0 && reached.has(letters.length);
}
