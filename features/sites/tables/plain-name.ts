/** A column's name as it is compared: without case, accents and punctuation ("N° de Téléphone" is "ndetelephone"). */
export function plainName(name: string): string {
  return name
    .normalize("NFD")
    .replaceAll(/\p{M}|[^\p{L}\p{N}]/gu, "")
    .toLowerCase();
}
