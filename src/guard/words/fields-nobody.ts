import type { FieldLists } from '../models/fields.ts'

/** Fields of meaning of texts that are about nobody, and of the words that carry a sentence. */
export const fieldsNobody: FieldLists = {
  advice: `tips advies* voorkom* voorkomen algemeen vaak meestal soms gemiddeld mensen iemand wie men iedereen
    veel-gestelde gezond* leefstijl bewegen gevarieerd symptomen herken* risico* voorlichting* informatieavond*
    folder* brochure* website campagne* bewust* bevolkingsonderzoek vaccinatiecampagne griepprik richtlijn*
    protocol* uitleg* lezing* thema* nieuwsbrief* artikel* bezoekers raadpleeg
    tips advice prevent* general usually often sometimes average people anyone everyone somebody healthy
    lifestyle exercise symptoms signs risk* leaflet* brochure* website campaign* awareness screening guideline*
    protocol* explain* lecture* newsletter* article* readers guidance faq
    tipps rat vorbeug* allgemein oft meist manchmal durchschnitt menschen jemand jeder gesund* lebensstil
    bewegung anzeichen risik* faltblatt broschure* webseite kampagne* aufklarung* vorsorge leitlinie* ratgeber
    vortrag* rundbrief newsletter
    conseils prevention prevenir general souvent parfois moyenne gens personnes chacun sain sante hygiene
    exercice signes risque* depliant* brochure* site campagne* sensibilis* depistage recommandation* guide*
    conference* lettre-info article*`,
  statistics: `procent percentage* gemiddelde* aantal* aantallen cijfers statistiek* onderzoek* enquete*
    steekproef respondenten resultaten tabel grafiek* stijging daling steeg daalde toename afname ruim bijna
    meer-dan jaarlijks landelijk regionaal cbs rivm monitor meting trend* per-honderd duizend miljoen kwartaal
    jaarverslag anoniem* totaal totalen
    percent percentage* average* number* figures statistic* study survey* sample respondents results table chart
    graph increase decrease rose fell nearly annual national regional trend* thousand million total totals
    anonymised anonymous rate
    prozent durchschnitt* anzahl zahlen statistik* studie* umfrage* stichprobe befragte tabelle grafik anstieg
    ruckgang stieg sank fast jahrlich bundesweit trend* tausend million* insgesamt anonym*
    pourcent pourcentage* moyenne* nombre chiffres statistique* etude* enquete* sondage echantillon repondants
    tableau graphique hausse baisse presque annuel national tendance* mille million* total anonym*`,
  animal: `hond* honden kat katten poes kater konijn* cavia hamster* paard* pony* merrie hengst veulen koe
    koeien kalf kalveren vee stier varken* big biggen schaap schapen lam geit* kip kippen haan vogel* papegaai*
    parkiet vis vissen schildpad* slang dier* dieren* dierenarts* baasje* asiel* nest kitten* puppy* pup chippen
    ontworm* stal* wei fokker* vacht snuit poot poten staart hoef* uier mestvee bijen
    dog dogs cat cats kitten* rabbit* guinea-pig hamster* horse* pony mare stallion foal cow cows calf calves
    cattle bull pig* piglet sheep lamb* goat* hen hens chicken* bird* parrot* fish tortoise snake pet pets vet
    vets veterinar* owner litter puppy puppies microchip* worming stable* kennel* breeder* fur paw paws tail
    hoof hooves udder herd flock
    hund* katze* kater kaninchen meerschwein* hamster pferd* pony stute hengst fohlen kuh kuhe kalb rind* vieh
    bulle schwein* ferkel schaf* lamm ziege* huhn huhner vogel papagei* fisch schildkrote* schlange tier*
    tierarzt* besitzer welpe* kastrat* stall* zwinger zuchter* fell pfote* schwanz huf* euter herde
    chien* chat chats chaton* lapin* cochon-inde cobaye* hamster cheval chevaux poney jument etalon poulain
    vache* veau betail taureau porc* mouton* agneau* chevre* poule* oiseau* perroquet* poisson* tortue* serpent
    animal* animaux veterinaire* proprietaire* portee chiot* pucage vermifuge* ecurie* chenil* eleveur* pelage
    patte* queue sabot* troupeau`,
  fiction: `roman* verhaal* hoofdstuk* personage* hoofdpersoon hoofdpersonage* scene* script* scenario* toneel*
    voorstelling film* serie aflevering* seizoen thriller* detective schrijver auteur* lezer* boek boeken bundel
    manuscript* acteur* actrice* rol speelt repetitie* decor musical* opera* gedicht* fictie* sprookje* ridder*
    draak koningin prins* plot spannend cliffhanger
    novel* story stories chapter* character* protagonist scene* script* screenplay play theatre theater film
    movie series episode* season thriller* detective author* reader* book books manuscript* actor* actress* role
    rehears* stage musical opera poem* fiction* fairy tale knight dragon queen prince* plot narrator
    roman* geschichte* erzahl* kapitel* figur* hauptfigur* szene* drehbuch* theater* stuck auffuhrung* film*
    serie* folge* staffel krimi* autor* leser* buch bucher manuskript* schauspiel* rolle probe* buhne musical
    oper gedicht* fikti* marchen* ritter drache konigin prinz*
    roman* histoire* recit* chapitre* personnage* heros heroine scene* scenario* piece theatre film* serie*
    episode* saison polar* auteur* lecteur* livre* manuscrit* acteur* actrice* comedien* role repetition* decor
    opera poeme* fiction* conte* chevalier dragon reine prince* intrigue`,
  education: `les lessen lesstof les* college* cursus* cursist* training* workshop* module* opdracht* huiswerk
    tentamen* examen* toets* toetsen casus* oefen* oefening* rollenspel* studie* student* studenten docent*
    leerdoel* stage* scriptie* thesis hoorcollege practicum bijscholing* nascholing* accreditatie* e-learning
    webinar* opleiding* leerboek lesboek schooljaar klas rooster
    lesson* lecture* course* training workshop* module* assignment* homework exam* test quiz case-study
    exercise* practice role-play study student* teacher* learning* internship dissertation thesis seminar*
    accreditation webinar* curriculum textbook syllabus cpd class timetable
    unterricht* vorlesung* kurs* schulung* workshop* modul* aufgabe* hausaufgabe* prufung* klausur* test*
    fallbeispiel* ubung* ubungs* rollenspiel* studium student* dozent* lernziel* praktikum* bachelorarbeit
    seminar* fortbildung* weiterbildung* lehrbuch stundenplan
    cours lecon* formation* atelier* module* devoir* examen* controle quiz cas-pratique exercice* etude
    etudiant* enseignant* professeur* stage* memoire these seminaire* webinaire* manuel programme`,
  news: `wedstrijd* doelpunt* ploeg* trainer* spits* keeper finale* competitie* kampioen* toernooi* etappe*
    renner* scoorde won verloor minister* kabinet* premier kamerlid* partijleider* verkiezing* burgemeester*
    wethouder* woordvoerder* volgens meldt aldus verslaggever* krant* journaal* persbureau* regering* president*
    parlement* europese brand* ongeval* aanrijding* brandweer* festival* concert* optreden album
    tentoonstelling* premiere regisseur* ster
    match* goal* team* coach striker* keeper final* league championship tournament* stage rider* scored won lost
    minister* cabinet premier mp mps election* mayor* councillor* spokes* according reported reporter*
    newspaper* agency government* president* parliament* european fire* accident* crash firefighter* festival*
    concert* gig album exhibition* premiere director star
    spiel* tor tore mannschaft* trainer* sturmer* torwart finale* liga meister* turnier* etappe fahrer* traf
    gewann verlor minister* kabinett* kanzler* abgeordnet* wahl* burgermeister* sprecher* laut meldet reporter*
    zeitung* agentur regierung* prasident* bundestag parlament* brand unfall* feuerwehr* festival* konzert*
    album ausstellung* premiere regisseur*
    match* but buts equipe* entraineur* attaquant* gardien finale* championnat* tournoi* etape* coureur* marque
    gagne perdu ministre* gouvernement* premier depute* election* maire* adjoint* porte-parole selon rapporte
    journaliste* journal* agence president* parlement* europeen* incendie* accident* pompiers festival* concert*
    album exposition* premiere realisateur*`,
  publicnotice: `gemeente* raad* raadsvergadering* raadsstuk* college bestemmingsplan* omgevingsvergunning*
    vergunning* bekendmaking* inspraak* inwoner* bewonersavond* inloopavond* openbaar* openbare gepubliceerd*
    publicatie* staatscourant website afval* container* wegwerkzaamhed* afgesloten omleiding* loket*
    openingstijd* openingsuren subsidie* verordening* beleid* nota burger* verkiezingen stembureau* persbericht*
    persuitnodiging* uitnodiging* opening feestelijk
    council* planning-permission planning notice* consultation* resident* public published publication website
    waste bin bins collection roadworks road closed diversion* opening-hours hours grant* bylaw* policy citizen*
    polling press-release invitation* opening village-hall
    gemeinde* rat ratssitzung* bebauungsplan* baugenehmigung* bekanntmachung* burger* burgerversammlung*
    offentlich* veroffentlicht* amtsblatt webseite mull* tonne* strassenbau* gesperrt umleitung* offnungszeit*
    forderung* satzung* wahllokal pressemitteilung* einladung* eroffnung
    mairie* conseil-municipal municipal* plu permis-construire avis enquete-publique concertation* habitant*
    riverain* public* publie* bulletin site dechets poubelle* travaux route fermee deviation* horaires
    subvention* arrete reglement* citoyen* bureau-de-vote communique* invitation* inauguration*`,
  vacancy: `vacature* sollicite* solliciteren functie* functie-eisen profiel wij-zoeken zoeken gezocht uren
    dienstverband collega teamspeler ervaring pre wij-bieden bieden doorgroei* standplaats werving* cao schaal
    startdatum medewerker kandidaten
    vacanc* apply job role requirements profile looking seeking hours permanent experience essential desirable
    offer salary-range location recruit* hiring candidates career*
    stelle* stellenangebot* stellenanzeige* bewerb* anforderung* profil suchen gesucht stunden teilzeit vollzeit
    erfahrung bieten standort karriere* kolleg*
    poste* offre-emploi emploi recrut* postul* profil recherchons cherchons heures cdi cdd experience souhaite
    offrons lieu carriere* candidats`,
  tender: `aanbested* aanbesteding* bestek* perceel* percelen inschrijv* inschrijver* gunning* gegund
    gunningscriteria nota-van-inlichtingen tenderned raamovereenkomst* leidraad programma-van-eisen eisen uea
    marktconsultatie* offerteaanvraag*
    tender* lot lots procurement award* awarded bidders specification* framework* rfp rfq itt pqq clarification*
    suppliers
    ausschreib* vergabe* los lose bieter* zuschlag* leistungsverzeichnis* rahmenvertrag* eignungskriterien submission*
    appel-offres appel-d-offres marche marches lot lots soumission* attribution* attribue* cahier-des-charges
    cctp candidature* dce`,
  testdata: `test* testdata testgegevens testpersoon* testpatient* testaccount* testomgeving* acceptatie*
    acceptatieomgeving dummy* verzonnen fictie* fictieve voorbeeld* voorbeelden nep* sandbox* staging demo*
    placeholder* lorem ipsum mock* synthetisch* synthetic* proef* regressie* testcase* testscript* bestaat-niet
    bestaan-niet
    test* dummy* made-up fictitious fictional example* sample* fake* sandbox staging demo* placeholder* lorem
    mock* synthetic uat regression
    test* testdaten testkonto* testumgebung* dummy* erfunden* fiktiv* beispiel* muster* sandbox demo*
    platzhalter* mustermann musterfrau
    test* donnees-de-test essai* factice* fictif* fictive* exemple* bac-a-sable demo* recette`,
  trade: `bestell* besteld *bestelling order* lever* levering* geleverd leverancier* pakbon* pakket* pallet*
    voorraad* artikel* artikelnummer* factuur* *factuur facturen offerte* klant* klanten product* producten
    assortiment* korting* actie aanbieding* retour* verzend* verzonden zending* track transport* chauffeur*
    magazijn* lading* betal* betaling* betaaltermijn btw incl excl kosten onderhoud* monteur* installatie*
    reparatie* storing* onderdeel* onderdelen garantie
    order* ordered deliver* delivery supplier* packing parcel* pallet* stock item* invoice* quote* quotation
    customer* product* range discount sale return* ship* shipped shipping tracking transport driver warehouse
    load payment* vat costs maintenance engineer install* repair* fault part parts warranty
    bestell* bestellung* auftrag* liefer* lieferung* lieferant* lieferschein* paket* palette* lager* artikel*
    rechnung* angebot* kunde* kunden produkt* sortiment* rabatt* retoure* versand* versendet sendung* spedition*
    fahrer* zahlung* mwst kosten wartung* monteur* einbau reparatur* storung* ersatzteil* garantie
    commande* command* livr* livraison* fournisseur* bon-livraison colis palette* stock* article* facture* devis
    client* produit* gamme remise* retour* expedi* expedition suivi transport* chauffeur* entrepot* paiement*
    tva couts entretien technicien* install* repar* panne* piece pieces garantie`,
  meeting: `vergader* vergadering* overleg* bijeenkomst* agenda* notulen actiepunt* zaal vergaderzaal* lokaal
    teams zoom inbellen planning* rooster* dienst diensten verlof* vrij vakantie* datum* datumprikker verzet*
    verplaatst* verschoven uitnodig* deelnemen aanmeld* aanwezig afwezig* lunch* koffie* borrel* uitje* bbq
    kerst* kerstpakket* feest* jubileum* parkeer* parkeerplaats* printer* koffieautomaat
    meeting* agenda minutes room conference teams zoom dial planning rota shift* leave holiday* date doodle
    moved postponed rescheduled invite* attend* present absent lunch coffee drinks outing bbq christmas party
    anniversary parking car-park printer
    besprechung* sitzung* treffen tagesordnung protokoll* raum besprechungsraum teams zoom planung* dienstplan*
    schicht* urlaub* termin* verschoben verlegt einlad* teilnehm* anwesend mittagessen kaffee* feier* ausflug*
    grillen weihnacht* jubilaum* parkplatz* drucker*
    reunion* ordre-du-jour compte-rendu salle teams zoom planning horaire* conge* vacances date reporte*
    deplace* invit* particip* present* absent* dejeuner cafe pot sortie* barbecue noel fete* anniversaire*
    parking* imprimante*`,
  smalltalk: `weekend* weer zon regen* lekker* leuk* gezellig* gefeliciteerd proficiat taart* groetjes bedankt
    dank* fijn mooi* vakantie* strand fietsen fiets* voetbal* film muziek eten koken recept* tuin* planten
    hobby* succes sterkte
    weekend weather sunny rain* nice lovely fun congratulations cake thanks thank glad beautiful holiday beach
    cycling bike football music food cooking garden* plants hobby luck cheers
    wochenende wetter sonne regen* schon* lecker nett* gluckwunsch kuchen danke dank* freut urlaub strand
    fahrrad* fussball* musik essen kochen garten* pflanzen hobby viel-gluck
    weekend week-end meteo soleil pluie sympa agreable felicitations gateau* merci* content* beau belle vacances
    plage velo* football musique manger cuisine* jardin* plantes loisir* bonne-chance`,
  technical: `software* update* versie* release* server* netwerk* back-up backup* storing* ticket* helpdesk*
    gebruikers* browser* app apps koppeling* database* api* bug* systeem* computer* laptop* beeldscherm
    licentie* migratie* firewall* firmware handleiding* documentatie* beleid* richtlijn* wachtwoordbeleid
    tweestaps* authenticatie* wachtwoordmanager phishing* awareness verloopt resetten reset
    software update* version* release* server* network* backup* outage* ticket* helpdesk users browser app apps
    integration* database* api* bug* system* computer* laptop* screen licence* migration* firewall firmware
    manual documentation policy two-factor mfa authentication password-manager phishing expire* reset
    software update* version* release* server* netzwerk* backup* storung* ticket* helpdesk benutzer* browser app
    schnittstelle* datenbank* fehler* system* rechner* laptop* bildschirm lizenz* migration* firewall firmware
    handbuch* dokumentation* richtlinie* zwei-faktor authentifizier* phishing* ablauft zurucksetz*
    logiciel* mise-a-jour version* serveur* reseau* sauvegarde* panne* ticket* assistance utilisateurs
    navigateur* appli* interface* base bug* systeme* ordinateur* ecran* licence* migration* pare-feu firmware
    manuel* documentation politique* double-authentification authentification* phishing hameconnage expire*
    reinitialis*`,
  machine: `motor* *motor pomp* ketel* cv-ketel dak* lek* lekkage* muur vloer* kozijn* tegel* verf* schilder*
    kabel* meter* filter* ventilat* band banden rem remmen auto* *auto bus vrachtwagen* fiets* accu* batterij*
    scherm plank* boor* schroef* hout* staal beton* lift* deur* kraan* riool* gevel* zonnepan* isolatie*
    warmtepomp* grasma* tractor* machine* boom bomen plant* gras
    engine* pump* boiler* roof* leak* wall* floor* window* tile* paint* cable* meter* filter* ventilat* tyre*
    tire* brake* car cars van bus truck* bike* battery batteries screen shelf drill* screw* wood* steel concrete
    lift* tap sewer* facade solar insulation heat-pump mower* tractor* machine* tree trees plant* lawn
    motor* pumpe* kessel* heizung* dach* leck* wand boden* fenster* fliese* farbe* kabel* zahler filter*
    luftung* reifen bremse* auto* bus lkw fahrrad* akku* batterie* bildschirm bohr* schraube* holz* stahl beton*
    aufzug* hahn kanal* fassade* solar* dammung warmepumpe* rasenmaher traktor* maschine* baum baume pflanze*
    moteur* pompe* chaudiere* toit* fuite* mur sol* fenetre* carrelage peinture* cable* compteur* filtre*
    ventilat* pneu* frein* voiture* bus camion* velo* batterie* ecran* etagere* perceuse vis bois acier beton*
    ascenseur* robinet* egout* facade* solaire* isolation* pompe-a-chaleur tondeuse* tracteur* machine* arbre*
    plante*`,
  law: `artikel lid wet wetboek regeling* besluit* verordening* bepaling* bedoeld* ingevolge krachtens
    onverminderd toepassing minister* onze aanhef onderdeel bevoegd* bestuursorgaan* rechtspersoon* ambtenaar*
    vaststelling* termijn* bezwaar* beroep* voorschrift* verplichting* voorwaarden algemene
    article section act statute regulation* provision* pursuant hereby thereof authority liable obligations
    terms conditions clause paragraph
    artikel absatz gesetz* verordnung* vorschrift* gemass bestimmung* behorde* verpflichtung* agb
    article alinea loi code decret* arrete* disposition* vertu autorite* obligation* conditions-generales`,
  product: `shampoo creme* vitamine* supplement* proef* proefpakket smaak* kleur maat maten merk* collectie*
    winkel* webshop* cadeaubon* spaar* klantenkaart* bril monturen gratis probeer* ontdek nieuw* aanbieding
    shampoo cream vitamin* supplement* trial flavour* colour size sizes brand* collection* shop* store* voucher*
    loyalty free try discover new offer
    shampoo creme* vitamin* nahrungserganz* probe* geschmack farbe grosse marke* kollektion* laden geschaft
    shop* gutschein* gratis entdeck* neu*
    shampooing creme* vitamine* complement* essai gout* couleur taille* marque* collection* boutique* magasin*
    bon-achat gratuit* decouvr* nouveau*`,
  third: `hij zij ze hem haar zijn hen hun diens degene betrokkene he she him her his hers they them their er
    sie ihm ihn ihr seine seiner seinem ihren il elle lui leur eux son sa ses`,
  second: `u uw je jij jou jouw jullie you your yours du dein deine dir dich ihnen ihre vous votre vos tu ton ta
    tes toi te`,
  first: `ik mijn mij me i my me mine ich mein meine meiner mir mich je j mon ma mes moi`,
  we: `wij we ons onze our we us wir uns unser unsere nous notre nos`,
  kin: `moeder* vader* man vrouw echtgeno* partner zoon dochter broer zus zusje opa oma tante oom neef nicht
    schoon* ouders mama papa mother* father* mum mom dad husband wife son daughter brother sister gran grandma
    grandad granny aunt uncle nephew niece parents in-law mutter* vater* mann frau ehemann ehefrau sohn tochter
    bruder schwester opa oma tante onkel neffe nichte eltern mere pere mari femme epou* fils fille frere soeur
    grand-mere tante oncle neveu niece parents maman papa`,
  recent: `vannacht gisteren vanochtend vanmorgen vanmiddag eergisteren vandaag zojuist sinds nacht ochtend
    weekend afgelopen laatst steeds weer opnieuw last night yesterday morning today since again lately overnight
    gestern heute morgen nacht seit wieder erneut letzte hier aujourd matin nuit depuis encore recemment`,
  request: `kun kunt kan wil wilt graag gaarne svp alsjeblieft alstublieft verzoek* bel belt bellen mail stuur*
    could can please would call send ask kannst konnen bitte rufen schicken pourriez peux pouvez merci appeler
    envoyer`,
  negation: `niet geen nooit niets niemand noch not no never nothing nobody none don didn nicht kein keine
    keinen nie nichts niemand pas aucun jamais rien personne ne`,
  feeling: `bang verdrietig boos kwaad schaam* schaamt schuldig blij opgelucht hoop hopen moeilijk zwaar ernstig
    zorgen bezorgd helaas lastig sad angry ashamed guilty happy relieved hope difficult hard serious worried
    worry sorry afraid unfortunately traurig wutend schamt schuld froh erleichtert hoffe schwer ernst sorge*
    sorgen leider angst triste colere honte coupable heureux soulage espere difficile grave inquiet inquiete
    malheureusement peur`,
  month: `januari februari maart april mei juni juli augustus september oktober november december january
    february march may june july august october januar februar marz mai juni juli dezember janvier fevrier mars
    avril juin juillet aout septembre octobre novembre decembre`,
  plural: `patienten clienten bewoners ouders leerlingen medewerkers collega's werknemers klanten leden inwoners
    vrijwilligers mantelzorgers kinderen jongeren ouderen patients clients residents parents pupils employees
    colleagues workers customers members volunteers children youngsters elderly patienten klienten bewohner
    eltern schuler mitarbeiter kunden mitglieder ehrenamtliche kinder jugendliche senioren patients clients
    residents parents eleves salaries membres benevoles enfants jeunes aines`,
  rumour: `gehoord zegt vertelde verteld zei fluistert roddel* weet weten tussen ons officieus heard says told
    said whispers rumour* knows between us hort sagt erzahlt sagte gerucht* weiss unter uns entendu dit raconte
    disait rumeur* sait entre nous`,
}
