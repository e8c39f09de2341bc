import type { Phrases } from './phrases.ts'

/** French around the heart of a mail. */
export const fr: Phrases = {
  greetings: [
    { text: 'Bonjour {n},', by: 'first' }, { text: 'Bonjour {n},', by: 'last' }, { text: 'Chère {n},', by: 'last' }, { text: 'Salut {n},', by: 'first' },
  ],
  greetingsPlain: ['Bonjour,', 'Madame, Monsieur,', 'Bonjour à toutes et à tous,', 'Cher confrère,', 'Bonsoir,'],
  openings: [
    'Merci d\'avoir rappelé aussi vite.', 'Pardon pour ce retour tardif, nous avions les peintres.',
    'Comme convenu ce matin, je reviens vers vous.', 'Juste un mot entre deux réunions.',
  ],
  fillers: [
    'Au-dessus de la nouvelle salle, une lampe s\'allume quand on lui fait signe.',
    'Cette semaine le courrier n\'arrive que l\'après-midi.',
    'Vendredi j\'apporte un gâteau, il faut bien que quelqu\'un le fasse.',
    'La fenêtre du couloir coince, laissez-la entrouverte.',
    'Le calendrier d\'automne est affiché près de la bouilloire.',
    'L\'ascenseur est en panne jusqu\'à jeudi, prenez l\'escalier de la cour.',
    'Notre réunion passe dans la grande salle, la petite sent encore la peinture.',
    'Il me faudrait un nombre approximatif de convives avant la fin du mois.',
    'Depuis la gare, un bus passe toutes les vingt minutes et s\'arrête juste devant.',
    'Je l\'ai comparé avec la version de l\'an dernier, rien ne m\'a sauté aux yeux.',
    'La nouvelle imprimante fonctionne enfin, même si elle fait du bruit.',
    'Qui a la clé du local à vélos ? Elle n\'est plus au crochet.',
    'Nous verrons le reste la prochaine fois, rien à préparer.',
  ],
  closings: ['N\'hésitez pas si quelque chose n\'est pas clair.', 'Dites-moi ce que vous en pensez.', 'Je suis de retour lundi.', 'Merci d\'avance.', ''],
  goodbyes: ['Cordialement,', 'Bien à vous,', 'Bien cordialement,', 'Sincères salutations,', 'À bientôt,'],
  jobs: ['secrétariat', 'chargée de mission', 'responsable de service', 'accueil', 'assistante de direction'],
  disclaimers: [
    'Ce message est destiné aux seules personnes indiquées. Si vous l\'avez reçu par erreur, merci de prévenir l\'expéditeur et de le supprimer.',
    'CONFIDENTIEL : ce message peut contenir des informations couvertes par le secret médical ou professionnel. Toute diffusion est interdite.',
    'Nous ne vous demanderons jamais votre mot de passe, votre numéro de carte ou de sécurité sociale par courriel.',
  ],
  covers: ['Pour information, voir plus bas.', 'Pouvez-vous vous en charger ? Tout est en dessous.', 'Arrivé chez moi, mais je crois que c\'est pour vous.', 'Transféré comme convenu.'],
  coversWithFile: ['Voir la pièce jointe.', 'Je l\'ai mis dans un fichier à part.', 'Ci-joint comme demandé.', 'Tout est dans le document joint.'],
  earlier: [
    'Merci, je regarde ça après le déjeuner.', 'Très bien, j\'attends votre retour.', 'Pourriez-vous me confirmer la date ? Rien ne presse.',
    'Bien vu, je m\'étais trompée de semaine.', 'Mardi à dix heures et demie, est-ce possible ?',
  ],
  quoteLine: (date, name) => `Le ${date}, ${name} a écrit :`,
  forwardLines: ({ name, address, date, to, subject }) => ['-------- Message transféré --------', `De : ${name} <${address}>`, `Date : ${date}`, `À : ${to}`, `Objet : ${subject}`],
  tables: [['Semaine | Salle | Début', '14 | Miroirs | 9h30', '15 | Jardin | 13h00'], ['Article | Quantité | Prix', 'Classeurs | 40 | 2,15', 'Gobelets | 1000 | 31,50']],
  fileNames: ['note.docx', 'texte.pdf', 'numérisation_22.pdf', 'annexe 1.pdf'],
  phoneMark: 'Tél.',
}
