import type { JsonSchema } from "../../connectors/context.ts";
import { customerKey, customerKeySchema } from "../yotpo/customer-key.ts";

const text: JsonSchema = { type: ["string", "null"] };
const flag: JsonSchema = { type: ["boolean", "null"] };

/** https://develop.yotpo.com/reference/introduction-to-customers, and the fields public clients know. */
export const customerSchema: JsonSchema = {
  type: "object",
  properties: {
    [customerKey]: customerKeySchema,
    external_id: text,
    email: text,
    phone_number: text,
    first_name: text,
    last_name: text,
    gender: text,
    account_created_at: { type: ["string", "null"], format: "date-time" },
    account_status: text,
    default_language: text,
    default_currency: text,
    accepts_sms_marketing: flag,
    accepts_email_marketing: flag,
    tags: text,
    address: {
      type: ["object", "null"],
      properties: {
        address1: text,
        address2: text,
        city: text,
        company: text,
        state: text,
        zip: text,
        province_code: text,
        country_code: text,
        phone_number: text,
      },
    },
  },
};
