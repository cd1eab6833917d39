import type { JsonSchema } from "../../connectors/context.ts";
import { customerKey, customerKeySchema } from "../yotpo/customer-key.ts";

const text: JsonSchema = { type: ["string", "null"] };
const whole: JsonSchema = { type: ["integer", "null"] };
const flag: JsonSchema = { type: ["boolean", "null"] };
/** Some of them come without an offset (`vip_tier_entry_date`). */
const instant: JsonSchema = { type: ["string", "null"], format: "date-time" };
const list: JsonSchema = { type: ["array", "null"], items: {} };
const object = (properties: Record<string, JsonSchema> = {}): JsonSchema => ({
  type: ["object", "null"],
  properties,
});

/** Two spellings are the vendor's own, and which one comes depends on when the merchant joined. */
const referralLink = object({
  link: text,
  code: text,
  customer_id: { type: ["integer", "string", "null"] },
  expired: flag,
});

/** Every field that public clients of this API know; none is certain to come. */
export const customerSchema: JsonSchema = {
  type: "object",
  properties: {
    [customerKey]: customerKeySchema,
    email: text,
    first_name: text,
    last_name: text,
    phone_number: text,
    third_party_id: text,
    thirty_party_id: text,
    pos_account_id: text,
    has_store_account: flag,
    opt_in: flag,
    opted_in_at: instant,
    points_balance: whole,
    points_earned: whole,
    points_expire_at: instant,
    next_points_expire_on: instant,
    next_points_expire_amount: whole,
    credit_balance: text,
    credit_balance_in_customer_currency: text,
    perks_redeemed: whole,
    total_purchases: whole,
    total_spend_cents: whole,
    last_purchase_at: instant,
    last_seen_at: instant,
    birthday_month: whole,
    birth_day: whole,
    birthday_year: whole,
    vip_tier_name: text,
    vip_tier_entry_date: instant,
    vip_tier_expiration: instant,
    vip_tier_actions_completed: object({
      points_earned: whole,
      amount_spent_cents: whole,
      amount_spent_cents_in_customer_currency: { type: ["number", "null"] },
      purchases_made: whole,
      referrals_completed: whole,
      campaigns_completed: list,
    }),
    vip_tier_maintenance_requirements: object(),
    vip_tier_upgrade_requirements: object({ points_needed: whole, amount_cents_needed: whole }),
    referral_code: text,
    referral_link: referralLink,
    referal_link: referralLink,
    referrer: object(),
    referral_receipts: list,
    history_items: list,
    point_redemptions: list,
  },
};

/** https://loyaltyapi.yotpo.com/reference/fetch-vip-tiers */
export const vipTierSchema: JsonSchema = {
  type: "object",
  properties: {
    id: whole,
    name: text,
    description: text,
    type: text,
    points_multiplier: text,
    points_reward: whole,
    coupon_reward: text,
    entry_threshold: object(),
    retain_threshold: object(),
    regain_threshold: object(),
  },
};

/** https://loyaltyapi.yotpo.com/reference/get-active-campaigns */
export const campaignSchema: JsonSchema = {
  type: "object",
  properties: {
    id: whole,
    title: text,
    details: text,
    type: text,
    cta_text: text,
    share_text: text,
    url: text,
    username: text,
    entity_id: text,
    icon: text,
    reward_text: text,
    created_at: instant,
    updated_at: instant,
    max_completions_per_user: whole,
    min_actions_required: whole,
    ends_at: instant,
  },
};

/** https://loyaltyapi.yotpo.com/reference/fetch-active-redemption-options */
export const redemptionOptionSchema: JsonSchema = {
  type: "object",
  properties: {
    id: whole,
    name: text,
    description: text,
    icon: text,
    cost_text: text,
    amount: { type: ["integer", "string", "null"] },
    applies_to_product_type: text,
    duration: text,
    discount_type: text,
    discount_amount_cents: whole,
    discount_percentage: { type: ["number", "null"] },
    discount_rate_cents: whole,
    discount_value_cents: whole,
  },
};
