import type { Database } from "@millrace/platform/db";
import { newId } from "@millrace/platform/ids";

/**
 * Invented shops. Their names end in ".example", which is reserved for examples (RFC 2606): nobody can register one, so a
 * demo never shows figures beside a shop that exists, and nothing asked by mistake reaches anybody.
 */
const shops: readonly (readonly [name: string, tags: readonly string[]])[] = [
  ...shopsOf("mode", [
    "Maison Verdier",
    "Atelier Lune",
    "Nordwolle",
    "Petit Galet",
    "Coton et Compagnie",
    "Veste Bleue",
  ]),
  ...shopsOf("mode", ["Rue des Lins", "Harbour Knits", "Velours Noir", "Oak and Denim"]),
  ...shopsOf("chaussures", ["Semelle", "Pas Léger", "Bootmakers Yard", "Kilometre Shoes", "Sabot d'Or"]),
  ...shopsOf("maison", [
    "Table Ronde",
    "Lampe Claire",
    "Oreiller",
    "Brick and Linen",
    "Tapis du Sud",
    "Northern Chairs",
  ]),
  ...shopsOf("maison", ["Casserole", "Le Bon Tiroir", "Windowsill"]),
  ...shopsOf("jardin", [
    "Pousse Verte",
    "Terre et Graines",
    "Rake and Bloom",
    "Le Potager Voisin",
    "Fern House",
  ]),
  ...shopsOf("beaute", ["Savon Gris", "Peau Nette", "Juniper Skin", "Huile d'Abricot", "Mirror Mirror Care"]),
  ...shopsOf("sport", [
    "Foulée",
    "Grimpe Haut",
    "Paddle and Pine",
    "Vélo Matin",
    "Goalkeeper Store",
    "Trail Dessert",
  ]),
  ...shopsOf("enfants", ["Mille Cubes", "Doudou Doux", "Tiny Mittens", "Cartable Rouge"]),
  ...shopsOf("epicerie", [
    "Miel Quatre",
    "Olive Tardive",
    "Moulin Café",
    "Crate of Plums",
    "Fromage Affable",
    "Spice Ledger",
  ]),
  ...shopsOf("tech", ["Câble Court", "Ohm Supply", "Second Écran", "Pixel Pantry", "Clavier Mou"]),
  ...shopsOf("livres", ["Page Cornée", "Lamp and Ladder Books", "Encre Sèche", "Les Marges"]),
  ...shopsOf("animaux", ["Patte Folle", "Kennel and Co", "Grand Aquarium"]),
];

/**
 * Adds the demo's websites to a house that never had any, in one statement: whoever deletes them is not given them again,
 * and processes that begin together add them once. Resolves with how many it added.
 */
export async function addDemoWebsites({ pool }: Pick<Database, "pool">): Promise<number> {
  const listed = shops.map(([name, tags]) => ({ id: newId(), domain: domainOf(name), name, tags }));
  const { rowCount } = await pool.query(
    `insert into sites.website (id, workspace, domain, name, tags, is_demo)
     select id, 'production', domain, name, tags, true
     from jsonb_to_recordset($1::jsonb) as shop(id uuid, domain text, name text, tags text[])
     where not exists (select from sites.website) and not exists (select from sites.snapshot)
     order by domain
     on conflict (workspace, domain) do nothing`,
    [JSON.stringify(listed)],
  );
  return rowCount ?? 0;
}

function shopsOf(tag: string, names: readonly string[]): (readonly [string, readonly string[]])[] {
  return names.map((name) => [name, [tag]] as const);
}

/** "Sabot d'Or" is sabot-d-or.example. */
function domainOf(name: string): string {
  const label = name
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-");
  return `${label}.example`;
}
