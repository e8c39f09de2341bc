/** Short forms that do not begin like the name they stand for, in the guard's four languages; one group a line. */
const GROUPS = `jan johan johannes hans john johnny jean
kees cornelis cor corne cees
wim willem bill billy william will liam guillaume wilhelm willi
piet peter petrus pieter pierre pete
rob robert bob bobby bert rupert robbert
ton antonius anton toon tony anthony antoine toni
els elisabeth betty liesbeth lies elly liz elizabeth beth lisa lisette elise eliza babette bep sissi
ria maria mia marie mieke marijke riet rietje mimi
joop johannes jo jopie
bert albert lambert hubert herbert bertus
henk hendrik henry harry henri heinz heinrich rik
dick dirk richard rick ricky rikkert
sjaak jacques jaap jacob koos jakob jack jim james jimmy jamie
tina christina martina kristina bettina
sepp josef jupp joseph jos joe jef sjef
kathi katharina kate katherine kathy trijn tineke kaatje katja catherine karin katrin
mike michael michel mick mickey michiel michi giel
peggy margaret maggie meg margriet greet griet gretel margot margarethe grietje marga rita
ted edward ed eddie edwin edouard eduard theodore theo teddy
alex alexander alexandra sandra sander xander sascha sacha lex sandy
ineke catharina tineke trix
truus geertruida geertje gerda trudy truida geerte
nel petronella nelly ellen helena lena helen elena leni
gerda gerarda gerard geert gerrit gert gerhard
dave david daaf
steve steven stephen stefan stephan etienne
chris christian christine christopher christiaan kris krijn
tom thomas thom tommy
sam samuel samantha samira
ben benjamin benny bernard bernd benedict
dan daniel danny danielle
andy andrew andreas andre andries dries
tim timothy timo
pat patricia patrick paddy patrice
sue susan suzanne susanne suus suzy
jen jennifer jenny jenn
bram abraham ab
bas sebastiaan sebastian bastian bastiaan
nico nicolaas klaas nicolas nick nikolaus klaus niek nikki
leo leonard leendert leon
fons alfons alphonse
guus augustus august gustaaf
miep wilhelmina mina mien willemijn willy
sjors joris george georg
lou louis lodewijk ludwig luc lucas lukas
fien josephine josefien fientje
anneke anna annie ans antje anja anouk annette johanna hanna hannah hanneke janny jannie
frits frederik fred freddy frederic friedrich fritz frederick rieks
rolf rudolf ruud roelof roel rudy
lotte charlotte lot lottie charly charlie charles karel carl karl
toos catharina cato toosje
dennis denis dionysius
mo mohammed mohamed muhammad mehmet
gabi gabriele gabriella gaby
uli ulrich ulrike
wolf wolfgang
manu emmanuel manuel manuela
max maximilian maxime
vince vincent vinnie
ron ronald ronnie
ken kenneth kenny
larry lawrence laurens laurent lars
jeff jeffrey geoffrey geoff
greg gregory gregor
matt matthew matthias mathieu mathijs matthijs thijs
tjeerd theodoor dorus
pim willem`.split('\n').map((line) => new Set(line.split(' ')))

/** Whether one of the words is another form of the name. Folded words. */
export const isOtherForm = (name: string, words: readonly string[]): boolean =>
  GROUPS.some((group) => group.has(name) && words.some((word) => group.has(word)))
