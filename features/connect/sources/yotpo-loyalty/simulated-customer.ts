import type { Person } from "../yotpo/simulator/person.ts";

const tiers = ["Bronze", "Silver", "Gold", "Platinum"];

/** A customer as the list gives him, as JSON: text, because some of its numbers are no doubles. */
export function loyaltyCustomer(person: Person, points: number): string {
  const { pick, index } = person;
  const earned = pick(10, 20_000) + points;
  const balance = earned - pick(11, Math.max(earned - points, 1));
  const tier = tiers[pick(12, tiers.length)] ?? "Bronze";
  const credit = (pick(13, 5_000) / 100).toFixed(2);
  const spent = person.isEnormous ? "12345678901234567890" : String(pick(14, 900_000));
  const inCurrency = person.isEnormous ? "123456789.123456789012345" : (pick(15, 900_000) / 100).toFixed(2);
  return `{${[
    `"email":${JSON.stringify(person.email)}`,
    `"first_name":${JSON.stringify(person.firstName)},"last_name":${JSON.stringify(person.lastName)}`,
    `"phone_number":${JSON.stringify(person.phone)}`,
    idOf(person),
    `"pos_account_id":null,"has_store_account":${pick(16, 3) > 0}`,
    `"opt_in":${pick(17, 2) > 0},"opted_in_at":"${person.instant(18, 900)}"`,
    `"points_balance":${balance},"points_earned":${person.isEnormous ? "9007199254740993" : earned}`,
    `"points_expire_at":null,"next_points_expire_on":null,"next_points_expire_amount":0`,
    `"credit_balance":"${credit}","credit_balance_in_customer_currency":"${credit}"`,
    `"perks_redeemed":${pick(19, 20)},"total_purchases":${pick(20, 60)},"total_spend_cents":${spent}`,
    `"last_purchase_at":"${person.instant(21, 700)}","last_seen_at":"${person.instant(22, 60)}"`,
    `"birthday_month":${1 + pick(23, 12)},"birth_day":${1 + pick(24, 28)},"birthday_year":${1950 + pick(25, 55)}`,
    `"vip_tier_name":"${tier}","vip_tier_entry_date":"${withoutOffset(person.instant(26, 300))}","vip_tier_expiration":null`,
    `"vip_tier_actions_completed":{"points_earned":${earned},"amount_spent_cents":${spent},"amount_spent_cents_in_customer_currency":${inCurrency},"purchases_made":${pick(27, 40)},"referrals_completed":${pick(28, 5)},"campaigns_completed":[]}`,
    `"vip_tier_upgrade_requirements":{"points_needed":${pick(29, 4_000)},"amount_cents_needed":null}`,
    referralOf(person, index),
  ].join(",")}}`;
}

/** The vendor's typo lives on in some answers. */
function idOf({ shopId, index }: Person): string {
  const isMisspelt = shopId !== null && index % 11 === 5;
  return `"${isMisspelt ? "thirty_party_id" : "third_party_id"}":${JSON.stringify(shopId)}`;
}

/** Two spellings as well, with different content. */
function referralOf({ shopId }: Person, index: number): string {
  const code = `ref-${index}`;
  const link = `"link":"rwrd.example/${code}","code":"${code}","expired":false`;
  if (index % 5 === 4) return `"referral_code":"${code}","referal_link":{${link}}`;
  return `"referral_code":"${code}","referral_link":{${link},"customer_id":${shopId ?? "null"}}`;
}

function withoutOffset(instant: string): string {
  return instant.slice(0, -1);
}
