/** Names of the columns that say which website a row is about, as `plainName` writes them, in English and French. */
export const websiteColumns = {
  domain:
    words(`domain domains domainname url urls website site siteurl websiteurl host hostname homepage link address
    shopurl storeurl domaine domaines nomdedomaine siteweb siteinternet adresse adresseweb lien`),
  name: words(`name title label company shop store brand sitename companyname nom titre libelle societe entreprise boutique
    marque enseigne nomdusite`),
  tags: words("tags tag labels keywords category categories etiquette etiquettes motscles categorie"),
};

function words(text: string): readonly string[] {
  return text.split(/\s+/);
}
