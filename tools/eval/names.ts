/** Names that the cases use: own lists, put together for this set. Any likeness to a living person is chance. */
export interface Names {
  readonly f: readonly string[]
  readonly m: readonly string[]
  readonly last: readonly string[]
  readonly streets: readonly string[]
  readonly places: readonly string[]
  /** How a woman and a man are addressed before a surname. */
  readonly titles: { readonly f: string, readonly m: string }
}

const words = (text: string): string[] => text.trim().split(/\s*,\s*/)

export const names: Readonly<Record<string, Names>> = {
  nl: {
    f: words('Aafke, Bregje, Coby, Dieuwertje, Elske, Fenna, Gerdien, Hilde, Imke, Jannigje, Katinka, Liduina, Mieke, Noortje, Oda, Petronella, Rianne, Sietske, Tineke, Ursela, Wilma, Yvette, Zwaantje, Hatice, Naima, Samira, Fadoua, Rukiye, Sharmila, Asha, Chantal, Joy, Rosalinde, Truus, Ank, Leontien, Maike, Evelien, Jip, Danuta'),
    m: words('Aart, Berend, Cor, Douwe, Evert, Folkert, Gijsbert, Harm, Iwan, Jelle, Klaas, Lubbert, Menno, Nanne, Otto, Piebe, Reinier, Siebe, Teun, Udo, Wiebe, Xander, Ype, Zeger, Hamza, Ibrahim, Orhan, Bilal, Ruben, Sven, Dwight, Winston, Kees, Huib, Ton, Theo, Jurgen, Casper, Tijn, Marek'),
    last: words('van Aalst, Baartmans, de Blécourt, Cuijpers, van den Dungen, Elzinga, Feddema, ter Gast, Haarsma, Idzerda, de Jager, Kloosterman, Lankhorst, van der Meij, Nauta, Oosterveld, Pronk, Quist, Reitsma, Spaargaren, Tolsma, Uittenbogaard, van Vugt, Wagenvoort, IJzerman, Zonneveld, Yilmazer, el Hamdaoui, Boutahar, Ramdin, Soekarman, Kowalczyk, den Hartigh, Roodenburg, van \'t Schip, Brinkhuis, Sluijmer, Terwiel, Vroegindeweij, Harkema, op den Kamp, Wijnands, Dorrestein, Keuning, Muurling, Zandstra'),
    streets: words('Vlierstraat, Korenbloemlaan, Molenwerf, Achterdijk, Sluiskade, Burgemeester Holtropweg, Ganzenpad, Oude Haven, Kapelstraat, Lijsterhof, Turfsingel, Zuidwal, Rietgors, Kerkebuurt, Wethouder Nanningastraat'),
    places: words('Oudewaterlo, Heukelbeek, Drachterveen, Zoutkerk, Maasbergen, Wolvelo, Bruinhuizen, Noordermeer, Aalsdrecht, Kollumerhorn, Valkenrade, Steendijk'),
    titles: { f: 'mevrouw', m: 'meneer' },
  },
  en: {
    f: words('Abigail, Bethan, Cordelia, Deborah, Eilidh, Fiona, Gwen, Harriet, Imogen, Joanne, Keira, Lorna, Maeve, Nadia, Orla, Philippa, Rhiannon, Saoirse, Tamsin, Una, Verity, Winifred, Yasmin, Zainab, Ngozi, Priyanka, Sunita, Mei, Carmel, Doreen'),
    m: words('Alistair, Barnaby, Callum, Desmond, Ewan, Fergus, Gareth, Hamish, Ivor, Jasper, Kieran, Leonard, Magnus, Nigel, Oswald, Piers, Rhys, Seamus, Tobias, Vikram, Wilfred, Yusuf, Zachary, Chidi, Anil, Tariq, Reginald, Stuart, Clive, Emeka'),
    last: words('Ashdown, Birtwistle, Cavanagh, Dunmore, Eccleston, Fairbrother, Goodfellow, Hathersage, Inglewood, Jephcott, Kilbride, Loxley, Mawson, Nettleton, Okonjo, Pemberton, Quigley, Rawsthorne, Stapleford, Trevithick, Underhill, Venkataraman, Wolstenholme, Yelland, Abernethy, Chowdhury, MacAskill, O\'Halloran, Pritchett, Tattersall'),
    streets: words('Mill Lane, Quarry Road, Station Approach, Rookery Close, St Aidan\'s Terrace, Orchard Rise, Furnace Hill, Beacon Street, Cooper\'s Row, Heron Way'),
    places: words('Barrowthwaite, Elmscombe, Great Tarring, Kilnbridge, Netherholt, Ottermouth, Penhallick, Saltersford'),
    titles: { f: 'Mrs', m: 'Mr' },
  },
  de: {
    f: words('Anneliese, Birgit, Cornelia, Dörte, Edeltraud, Frauke, Gudrun, Heike, Ilse, Jutta, Katharina, Liselotte, Margret, Nele, Ottilie, Petra, Roswitha, Swantje, Tabea, Ulrike, Vera, Waltraud, Aylin, Dilara, Svetlana, Halina'),
    m: words('Albrecht, Bernd, Christoph, Detlef, Eckhard, Falk, Gerold, Holger, Ingolf, Joachim, Konrad, Lothar, Manfred, Norbert, Olaf, Philipp, Rüdiger, Siegfried, Thorsten, Udo, Volker, Wolfram, Mehmet, Cem, Dmitri, Bogdan'),
    last: words('Aschenbrenner, Brinkmeier, Czerny, Dorfner, Eberling, Fassbender, Grünwald, Hagedorn, Immel, Jaschke, Kronauer, Lehnhoff, Mühlbauer, Niedermayr, Oberhuber, Pfannenstiel, Quandt, Rohrbeck, Schlichting, Tiedemann, Uhlmann, Vossberg, Wachendorf, Yildirim, Zieglmeier, Kaczmarek'),
    streets: words('Lindenallee, Am Mühlbach, Ziegelhofstraße, Kantweg, Marktgasse, Hinterm Deich, Schulberg, Birkenring'),
    places: words('Altenrode, Burgwitz, Elmshagen, Grünsee, Kirchtal, Neuhofen, Sandbeck, Wallbach'),
    titles: { f: 'Frau', m: 'Herr' },
  },
  fr: {
    f: words('Adeline, Bénédicte, Capucine, Delphine, Élodie, Ferdinande, Ghislaine, Hortense, Isaure, Joséphine, Karine, Léontine, Maëlle, Noémie, Odile, Pascale, Quitterie, Rosalie, Solange, Thaïs, Violette, Yolande, Aïssatou, Fatiha, Linh, Soraya'),
    m: words('Anselme, Baptiste, Côme, Damien, Étienne, Fabrice, Gaspard, Honoré, Ignace, Jérémie, Kévin, Ludovic, Marius, Norbert, Octave, Pascal, Quentin, Romaric, Sylvestre, Thibault, Urbain, Valentin, Yannick, Mamadou, Karim, Rachid'),
    last: words('Aubertin, Bazille, Charpin, Delacourt, Escoffier, Fauvel, Garrigue, Hébrard, Isnard, Jaubert, Kervella, Lantier, Malaval, Nogaret, Orsini, Peyrac, Quéméner, Roumégoux, Sabatier, Trémeau, Urvoy, Vauquelin, Wurtz, Benchekroun, Diarra, Zerrouki'),
    streets: words('rue des Tanneurs, allée du Verger, impasse du Moulin, avenue Jean-Moulin, chemin des Crêtes, place de la Fontaine, quai aux Herbes, rue du Vieux-Puits'),
    places: words('Aigremont, Bellerive, Chantepie, Fontvieille, Grandval, Montferrier, Pontcarré, Valsainte'),
    titles: { f: 'Mme', m: 'M.' },
  },
}

/** Words that make one organisation of a trade out of many. */
export const houseWords: readonly string[] = words('wilgenhof, oostrand, kompas, meridiaan, westveld, brugzicht, delta, ravelijn, zonnehoek, hartelust, noorderbaan, kiekendief, dageraad, lindehout, zandkreek, bovenmeer, halyard, kestrel, northgate, larkfield, ashwood, thornhill, brightwell, seaford, mosaik, rheinblick, nordlicht, lindenhof, sonnenberg, kastanie, talblick, falke, horizon, lavande, tilleul, bergerie, rivage, clairval, mistral, garance')

/** Providers of private mailboxes in the cases; none exists. */
export const privateHosts: Readonly<Record<string, readonly string[]>> = {
  nl: ['thuispost.example', 'gmail.example', 'kabelnet.example', 'hotmail.example'],
  en: ['homemail.example', 'gmail.example', 'broadbandpost.example'],
  de: ['heimpost.example', 'gmx-post.example', 'netzbrief.example'],
  fr: ['maboite.example', 'courrielperso.example', 'gmail.example'],
}
