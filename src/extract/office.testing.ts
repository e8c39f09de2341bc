/** Small valid office files for tests. */
import { zip, type FileToPack } from './zip.testing.ts'

const DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAIN = 'http://schemas.openxmlformats.org'
const TYPE = 'application/vnd.openxmlformats-officedocument'

interface Part { readonly name: string, readonly type: string, readonly xml: string | Uint8Array }

function office(parts: readonly Part[], others: readonly FileToPack[] = []): Buffer {
  const types = parts.map(({ name, type }) => `<Override PartName="/${name}" ContentType="${type}"/>`).join('')
  return zip([
    { name: '[Content_Types].xml', content: `${DECLARED}<Types xmlns="${MAIN}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${types}</Types>` },
    ...parts.map(({ name, xml }) => ({ name, content: typeof xml === 'string' ? DECLARED + xml : xml })), ...others,
  ])
}

/** A Word file: `body` and the other texts are the inside of their parts. */
export function docx({ body, header, footnotes, comments, author, others }: {
  readonly body: string, readonly header?: string, readonly footnotes?: string, readonly comments?: string,
    readonly author?: string, readonly others?: readonly FileToPack[],
}): Buffer {
  const word = `xmlns:w="${MAIN}/wordprocessingml/2006/main" xmlns:mc="${MAIN}/markup-compatibility/2006" xmlns:wp="${MAIN}/drawingml/2006/wordprocessingDrawing"`
  const part = (name: string, kind: string, root: string, inside: string | undefined): Part[] =>
    inside === undefined ? []
    : [{ name: `word/${name}.xml`, type: `${TYPE}.wordprocessingml.${kind}+xml`, xml: `<w:${root} ${word}>${inside}</w:${root}>` }]
  return office([
    ...part('document', 'document.main', 'document', `<w:body>${body}</w:body>`), ...part('header1', 'header', 'hdr', header),
    ...part('footnotes', 'footnotes', 'footnotes', footnotes), ...part('comments', 'comments', 'comments', comments),
    ...author === undefined ? [] : [{ name: 'docProps/core.xml', type: 'application/vnd.openxmlformats-package.core-properties+xml', xml: `<cp:coreProperties xmlns:cp="${MAIN}/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>${author}</dc:creator></cp:coreProperties>` }],
  ], others)
}

/** One paragraph of Word with one run for each text. */
export const paragraph = (...runs: readonly string[]): string => `<w:p>${runs.map((run) => `<w:r><w:t xml:space="preserve">${run}</w:t></w:r>`).join('')}</w:p>`

export interface Sheet { readonly name: string, readonly state?: string, readonly rows: string,
  readonly before?: string }

/** A workbook; `texts` are what its cells share, `styles` the formats of cells by number. */
export function xlsx({ sheets, texts = [], formats = [], others, comments }: {
  readonly sheets: readonly Sheet[], readonly texts?: readonly string[],
    readonly formats?: readonly (readonly [number, string])[], readonly others?: readonly FileToPack[],
      readonly comments?: string,
}): Buffer {
  const list = sheets.map(({ name, state }, index) => `<sheet name="${name}" sheetId="${index + 1}"${state === undefined ? '' : ` state="${state}"`} r:id="rId${index + 1}"/>`).join('')
  const relations = sheets.map((_, index) => `<Relationship Id="rId${index + 1}" Type="${MAIN}/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet${index + 1}.xml"/>`).join('')
  return office([
    { name: 'xl/workbook.xml', type: `${TYPE}.spreadsheetml.sheet.main+xml`, xml: `<workbook xmlns="${MAIN}/spreadsheetml/2006/main" xmlns:r="${MAIN}/officeDocument/2006/relationships"><sheets>${list}</sheets><definedNames><definedName name="Peildatum">"1 mei"</definedName></definedNames></workbook>` },
    ...sheets.map(({ rows, before = '' }, index) => ({ name: `xl/worksheets/sheet${index + 1}.xml`, type: `${TYPE}.spreadsheetml.worksheet+xml`, xml: `<worksheet xmlns="${MAIN}/spreadsheetml/2006/main">${before}<sheetData>${rows}</sheetData></worksheet>` })),
    { name: 'xl/sharedStrings.xml', type: `${TYPE}.spreadsheetml.sharedStrings+xml`, xml: `<sst xmlns="${MAIN}/spreadsheetml/2006/main">${texts.map((text) => `<si><t>${text}</t></si>`).join('')}</sst>` },
    { name: 'xl/styles.xml', type: `${TYPE}.spreadsheetml.styles+xml`, xml: `<styleSheet xmlns="${MAIN}/spreadsheetml/2006/main"><numFmts>${formats.map(([id, code]) => `<numFmt numFmtId="${id}" formatCode="${code}"/>`).join('')}</numFmts><cellXfs><xf numFmtId="0"/>${formats.map(([id]) => `<xf numFmtId="${id}"/>`).join('')}</cellXfs></styleSheet>` },
    ...comments === undefined ? [] : [{ name: 'xl/comments1.xml', type: `${TYPE}.spreadsheetml.comments+xml`, xml: `<comments xmlns="${MAIN}/spreadsheetml/2006/main"><authors><author>Els</author></authors><commentList><comment ref="A1"><text><t>${comments}</t></text></comment></commentList></comments>` }],
  ], [{ name: 'xl/_rels/workbook.xml.rels', content: `${DECLARED}<Relationships xmlns="${MAIN}/package/2006/relationships">${relations}</Relationships>` }, ...others ?? []])
}

/** A presentation with notes under its slides. */
export function pptx(slides: readonly { readonly text: string, readonly notes?: string,
  readonly isHidden?: boolean }[]): Buffer {
  const names = `xmlns:a="${MAIN}/drawingml/2006/main" xmlns:p="${MAIN}/presentationml/2006/main" xmlns:r="${MAIN}/officeDocument/2006/relationships"`
  const shape = (text: string): string => `<p:cSld><p:spTree><p:sp><p:txBody><a:p><a:r><a:t>${text}</a:t></a:r></a:p></p:txBody></p:sp></p:spTree></p:cSld>`
  const relations = (inside: string): string => `${DECLARED}<Relationships xmlns="${MAIN}/package/2006/relationships">${inside}</Relationships>`
  const slide = (index: number): string => `<Relationship Id="rId${index + 1}" Type="${MAIN}/officeDocument/2006/relationships/slide" Target="slides/slide${index + 1}.xml"/>`
  return office([
    { name: 'ppt/presentation.xml', type: `${TYPE}.presentationml.presentation.main+xml`, xml: `<p:presentation ${names}><p:sldIdLst>${slides.map((_, index) => `<p:sldId id="${256 + index}" r:id="rId${index + 1}"/>`).join('')}</p:sldIdLst></p:presentation>` },
    ...slides.map(({ text, isHidden }, index) => ({ name: `ppt/slides/slide${index + 1}.xml`, type: `${TYPE}.presentationml.slide+xml`, xml: `<p:sld ${names}${isHidden === true ? ' show="0"' : ''}>${shape(text)}</p:sld>` })),
    ...slides.flatMap(({ notes }, index) => notes === undefined ? [] : [{ name: `ppt/notesSlides/notesSlide${index + 1}.xml`, type: `${TYPE}.presentationml.notesSlide+xml`, xml: `<p:notes ${names}>${shape(notes)}</p:notes>` }]),
  ], [
    { name: 'ppt/_rels/presentation.xml.rels', content: relations(slides.map((_, index) => slide(index)).join('')) },
    ...slides.flatMap(({ notes }, index) => notes === undefined ? [] : [{ name: `ppt/slides/_rels/slide${index + 1}.xml.rels`, content: relations(`<Relationship Id="rId1" Type="${MAIN}/officeDocument/2006/relationships/notesSlide" Target="../notesSlides/notesSlide${index + 1}.xml"/>`) }]),
  ])
}

/** An OpenDocument file: `body` is the inside of `office:body`. */
export function openDocument({ body, styles = '', kind = 'text', manifest = '', author }: {
  readonly body: string, readonly styles?: string, readonly kind?: string, readonly manifest?: string,
    readonly author?: string,
}): Buffer {
  const names = ['office', 'text', 'table', 'style', 'draw', 'presentation', 'meta'].map((name) => `xmlns:${name}="urn:oasis:names:tc:opendocument:xmlns:${name}:1.0"`).join(' ')
  return zip([
    { name: 'mimetype', content: `application/vnd.oasis.opendocument.${kind}`, isStored: true },
    { name: 'META-INF/manifest.xml', content: `${DECLARED}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">${manifest}</manifest:manifest>` },
    { name: 'content.xml', content: `${DECLARED}<office:document-content ${names}><office:automatic-styles>${styles}</office:automatic-styles><office:body>${body}</office:body></office:document-content>` },
    ...author === undefined ? [] : [{ name: 'meta.xml', content: `${DECLARED}<office:document-meta ${names} xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta><dc:creator>${author}</dc:creator></office:meta></office:document-meta>` }],
  ])
}
