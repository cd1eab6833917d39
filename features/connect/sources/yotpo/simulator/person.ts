import { hash32 } from "@millrace/platform/simulation";

const firstNames = [
  "Ava",
  "Noël",
  "Zoë",
  "Liam",
  "Inès",
  "Björn",
  "Mia",
  "José",
  "Saoirse",
  "李娜",
  "Omar",
  "Anaïs",
];
const lastNames = [
  "Chen",
  "Müller",
  "O'Neill",
  "García",
  "Dubois",
  "Smith",
  "Nakamura",
  "Øster",
  "Kowalska",
  "da Silva",
];

/** Who a customer is, from the seed and his number alone. */
export interface Person {
  index: number;
  /** Whole numbers below `limit`, each for another purpose. */
  pick: (purpose: number, limit: number) => number;
  firstName: string;
  lastName: string;
  /** null: nothing tells this one from another. */
  email: string | null;
  /** Id in the shop; null for every seventh, and for those who share an e-mail address but for its case. */
  shopId: string | null;
  /** Numbers that no double holds. */
  isEnormous: boolean;
  phone: string | null;
  /** ISO 8601 instant, `days` at most before the fixed day everything is dated by. */
  instant: (purpose: number, days: number) => string;
}

/** So that a seed gives the same customers on every day. */
const epochMs = Date.UTC(2026, 10, 1);
const dayMs = 86_400_000;

/** Where the list has its peculiar customers: every so many, at this place. */
const shouting = { every: 97, at: 50 };
const nameless = { every: 9_973, at: 9_000 };
const enormous = { every: 9_973, at: 123 };

export function personOf(seed: string, index: number): Person {
  const root = hash32(`${seed}/customers`);
  const pick = (purpose: number, limit: number): number =>
    Math.floor(
      (mixed(root ^ Math.imul(index + 1, 0x9e3779b1) ^ Math.imul(purpose, 0x85ebca6b)) / 2 ** 32) * limit,
    );
  return {
    index,
    pick,
    ...identityOf(index),
    firstName: firstNames.at(pick(1, firstNames.length)) ?? "",
    lastName: lastNames.at(pick(2, lastNames.length)) ?? "",
    isEnormous: index % enormous.every === enormous.at,
    phone: pick(3, 4) === 0 ? null : `+33612${String(100_000 + (index % 900_000))}`,
    instant: (purpose, days) => {
      const seconds = Math.floor((pick(purpose, 1_000_000) / 1_000_000) * days * 86_400);
      return new Date(epochMs - days * dayMs + seconds * 1_000).toISOString();
    },
  };
}

function identityOf(index: number): Pick<Person, "email" | "shopId"> {
  if (index % nameless.every === nameless.at) return { email: null, shopId: null };
  const place = index % shouting.every;
  if (place === shouting.at) return { email: addressOf(index - 1).toUpperCase(), shopId: null };
  const isWithoutId = place === shouting.at - 1 || index % 7 === 3;
  return { email: addressOf(index), shopId: isWithoutId ? null : String(7_000_000_000 + index) };
}

function addressOf(index: number): string {
  return `customer-${index}@shop.example`;
}

/** The last step of MurmurHash3: neighbours share nothing. */
function mixed(key: number): number {
  let hash = key | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
