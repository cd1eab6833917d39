import type { Person } from "../yotpo/simulator/person.ts";

const cities = [
  ["Paris", "75001", "FR"],
  ["Zürich", "8001", "CH"],
  ["Lyon", "69002", "FR"],
  ["Austin", "78701", "US"],
];

/** A customer of a store as JSON; what was added to his points shows in his tags. */
export function coreCustomer(person: Person, points: number): string {
  const { pick } = person;
  const [city, zip, country] = cities.at(pick(30, cities.length)) ?? [];
  const group = pick(31, 3) === 0 ? "vip" : "regular";
  const isAmerican = country === "US";
  return JSON.stringify({
    external_id: person.shopId,
    email: person.email,
    phone_number: person.phone,
    first_name: person.firstName,
    last_name: person.lastName,
    gender: ["M", "F", "O", null].at(pick(32, 4)),
    account_created_at: person.instant(33, 1_500),
    account_status: "enabled",
    default_language: isAmerican ? "en" : "fr",
    default_currency: isAmerican ? "USD" : "EUR",
    accepts_sms_marketing: pick(34, 2) > 0,
    accepts_email_marketing: pick(35, 2) > 0,
    tags: points === 0 ? group : `${group},+${points}`,
    address: pick(36, 5) === 0 ? null : addressOf(person, { city, zip, country_code: country }),
  });
}

function addressOf({ pick, phone }: Person, place: Record<string, string | undefined>): object {
  const nothing = { address2: null, company: null, state: null, province_code: null };
  return { address1: `${1 + pick(37, 200)} Market Street`, ...nothing, ...place, phone_number: phone };
}
