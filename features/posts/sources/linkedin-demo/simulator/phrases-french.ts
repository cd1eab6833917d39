/** Word pools of the French posts: combined freely, they give tens of thousands of different texts. */
export const ROLES = [
  "juriste droit des contrats", "juriste droit social", "avocat collaborateur en droit fiscal", "responsable juridique", "juriste IP/IT",
  "directeur juridique adjoint", "avocate en droit public", "juriste conformité", "legal counsel", "juriste corporate M&A",
  "juriste contentieux", "DPO / juriste protection des données", "juriste droit de la construction", "avocat en droit bancaire", "paralegal confirmé",
  "juriste droit de la distribution", "juriste marchés publics", "notaire assistant", "secrétaire général juridique", "contract manager",
];
export const CITIES = [
  "Paris 8e", "Lyon", "Nantes", "Bordeaux", "Lille", "Toulouse", "Rennes", "Strasbourg", "Marseille", "La Défense", "Montpellier", "Grenoble", "Nice", "Tours",
];
export const FOREIGN_CITIES = ["Genève", "Luxembourg", "Bruxelles", "Montréal", "Casablanca", "Dubaï", "Londres", "Zurich", "Madrid", "Tunis"];
export const TEAMS = [
  "la direction juridique", "notre pôle affaires réglementées", "l'équipe conformité", "le secrétariat général", "notre équipe de six juristes",
  "le département contrats et partenariats", "la cellule contentieux", "notre pôle droit social",
];
export const HOOKS = [
  "🚀 Nous recrutons !", "📣 Offre d'emploi", "On agrandit l'équipe.", "Et si c'était vous ?", "⚖️ Une nouvelle aventure juridique vous tente ?",
  "Nouvelle opportunité chez nous 👇", "Bonne nouvelle de la semaine :", "Nous cherchons notre prochaine pépite du droit.", "[RECRUTEMENT]", "Poste à pourvoir rapidement.",
  "Votre expertise mérite un beau terrain de jeu.", "Qui connaît quelqu'un de formidable ?",
];
export const CONTRACTS = ["CDI", "CDI, statut cadre", "CDD de 12 mois", "CDI à temps plein", "CDI, forfait jours", "CDI dès que possible"];
export const MISSIONS = [
  "rédiger et négocier les contrats commerciaux", "sécuriser les projets d'acquisition", "piloter les contentieux avec nos conseils", "accompagner les équipes produit au quotidien",
  "animer la conformité RGPD", "suivre la vie sociale des filiales", "former les opérationnels aux bons réflexes", "assurer la veille réglementaire", "négocier les baux commerciaux",
  "répondre aux appels d'offres publics", "structurer la politique de délégation de pouvoirs", "traiter les questions de droit du travail",
];
export const PROFILES = [
  "Vous avez 3 à 5 ans d'expérience en entreprise ou en cabinet.", "Un premier stage significatif en direction juridique est apprécié.", "Vous êtes titulaire d'un Master 2 et du CAPA.",
  "Vous aimez vulgariser le droit et trancher.", "Anglais courant indispensable.", "Vous justifiez de dix ans de pratique, dont deux en management.", "Débutants motivés bienvenus : nous formons.",
  "Rigueur, humour et sens du service attendus.", "Une expérience en secteur réglementé serait un plus.",
];
export const PERKS = [
  "Deux jours de télétravail par semaine.", "Un vrai équilibre vie pro / vie perso, et pas seulement sur le papier.", "Rémunération : 48-58 k€ selon profil.", "Tickets restaurant, mutuelle, RTT.",
  "Salle de sport et potager partagé 🥕", "Intéressement et participation.", "Bureaux à cinq minutes de la gare.", "Horaires souples et droit à la déconnexion respecté.",
];
export const CALLS = [
  "Candidatures en message privé.", "Pour postuler : https://carrieres.example/offres/{n}", "Écrivez-nous : talents@entreprise.example", "Partagez à votre réseau, merci 🙏", "On en parle autour d'un café ?",
  "Le lien vers l'annonce est en commentaire.", "Envoyez CV et quelques lignes, nous répondons à tout le monde.", "Postulez avant le {d} du mois.",
];
export const TAGS = [
  "#juriste", "#recrutement", "#droit", "#avocat", "#emploi", "#CDI", "#directionjuridique", "#legal", "#hiring", "#droitsocial", "#RGPD", "#conformité", "#LegalTech", "#job", "#carrière",
];
export const COURTS = ["la Cour de cassation", "le Conseil d'État", "la CJUE", "le Conseil constitutionnel", "la cour d'appel de Paris", "le tribunal des conflits", "l'Autorité de la concurrence"];
export const RULINGS = [
  "vient de préciser le régime de la clause de non-concurrence", "rappelle que le silence ne vaut pas acceptation", "étend l'obligation d'information précontractuelle",
  "confirme la nullité d'un forfait jours mal suivi", "ouvre la voie à l'action de groupe en matière de données", "revient sur la preuve déloyale au civil",
  "encadre les clauses limitatives de responsabilité", "juge que la géolocalisation permanente du salarié est disproportionnée",
];
export const LESSONS = [
  "Ce qu'il faut en retenir : relisez vos modèles dès cette semaine.", "En pratique, la charge de la preuve change de côté.", "Un arrêt à lire en entier, surtout le point 34.",
  "Les entreprises ont six mois pour s'y conformer.", "Nos clients nous posent déjà la question trois fois par jour.", "La protection de la vie privée sort renforcée de cette décision.",
  "À articuler avec la jurisprudence de l'an dernier, qui disait presque l'inverse.", "Analyse complète dans notre lettre : https://lettre.example/arrets/{n}",
];
export const SEEKER_HOOKS = [
  "À l'écoute du marché 👋", "Je me lance dans une nouvelle recherche.", "Après sept ans en cabinet, je souhaite rejoindre une entreprise.", "Open to work, comme on dit.", "Votre réseau peut tout changer : je cherche un poste.",
];
export const SEEKER_STORIES = [
  "J'ai accompagné des levées de fonds et des cessions.", "Mon dernier poste m'a appris à dire non avec le sourire.", "Je parle anglais, espagnol et un peu contrat.", "Disponible sous un mois.",
  "Mobile partout en Bretagne.", "J'ai prêté serment en 2019.", "Mon moteur : rendre le droit utile.", "Ouverte aux remplacements de congé maternité.",
];
export const FREELANCE_OFFERS = [
  "Juriste freelance, j'interviens en renfort de vos équipes.", "Avocate indépendante, je reprends des missions en septembre.", "DPO externalisé à temps partagé : deux créneaux se libèrent.",
  "Legal ops indépendant, TJM sur demande.", "Portage salarial ou facture directe, je m'adapte à votre besoin juridique.", "Mon activité de juriste à la demande fête ses trois ans.",
];
export const INTERNSHIPS = [
  "Stage de six mois", "Contrat d'alternance de 12 mois", "Offre d'apprentissage", "V.I.E. de 18 mois", "Stage PFE", "Stage école d'avocats (PPI)", "Alternance Master 2", "Stage élève-avocat",
];
export const TRAPS = [
  "L'équilibre vie pro / vie perso n'est pas un avantage, c'est une condition de travail.", "La protection de la vie privée des salariés reste le grand oublié des chartes informatiques.",
  "Un premier stage significatif ne remplace pas un bon tuteur, et c'est un ancien stagiaire devenu directeur juridique qui vous le dit.", "J'ai changé de vie : du barreau à la menuiserie.",
  "Toute une vie de juriste en trois cartons.", "Pas de stage ni d'alternance ici : nous parlons de postes pérennes.", "Une vie de bureau plus douce commence par moins de réunions.", "Le cabinet de mes rêves n'existait pas, alors je l'ai ouvert.",
];
export const REFLECTIONS = [
  "Trois choses que j'aurais aimé savoir à mes débuts :", "Petit rappel du lundi.", "Je l'ai appris à mes dépens.", "Qu'en pensez-vous ?", "On en discute en commentaires ?", "Et chez vous, comment ça se passe ?",
  "La suite au prochain épisode 🎬", "Merci à toutes celles et ceux qui se reconnaîtront.", "Ce n'est qu'un avis, mais je le partage.", "Un sujet que l'on n'enseigne pas à la fac de droit.",
];
export const CULTURE = [
  "Retour en images sur notre séminaire annuel 🌊", "Notre nouvelle offre sort aujourd'hui, après quatorze mois de travail.", "Nous étions au salon de la mobilité la semaine dernière.", "Dix ans déjà ! 🎂",
  "Notre bilan carbone est en ligne, et il n'est pas parfait.", "Premier trimestre record pour nos équipes commerciales.", "Nous ouvrons un quatrième atelier en région.", "Notre podcast reçoit cette semaine une apicultrice.",
];
export const COMMENTS = [
  "Bravo pour cette initiative 👏", "Intéressant, merci du partage.", "Je vous écris en privé.", "Le poste est-il ouvert au télétravail complet ?", "Félicitations à toute l'équipe !", "Je transmets à une ancienne collègue juriste.",
  "Nous recrutons aussi un avocat, parlons-en.", "Très juste.", "Une alternance est-elle envisageable ?", "Hâte de lire la suite.", "À suivre 🙂", "Quelle est la fourchette de salaire ?",
];
