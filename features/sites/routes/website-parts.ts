import { z } from "@hono/zod-openapi";

export const websiteTags = ["Websites"];

export const websiteId = z.object({
  id: z
    .uuid()
    .openapi({ param: { name: "id", in: "path" }, example: "01900000-0000-7000-8000-000000000000" }),
});
