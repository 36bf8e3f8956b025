/**
 * Pictures as PDF: vector graphics that bring the letters that they use.
 *
 * @module
 */
import regular from "@expo-google-fonts/source-sans-3/400Regular/SourceSans3_400Regular.ttf" with {
  type: "bytes",
};
import semiBold from "@expo-google-fonts/source-sans-3/600SemiBold/SourceSans3_600SemiBold.ttf" with {
  type: "bytes",
};
import { create } from "fontkit";
import PDFDocument from "pdfkit";
import SVGtoPDF from "svg-to-pdfkit";

/** The fonts, whose tables are read once for all pictures. */
const fonts = { regular: create(regular), "semi-bold": create(semiBold) };

/**
 * A font with the tables of another, and glyphs of its own: one that stands for two characters, such as µ and μ, is
 * copied from a PDF as the first of them that was drawn.
 */
function withOwnGlyphs<Font extends object>(font: Font): Font {
  return Object.create(font, { _glyphs: { value: {} } });
}

/** Points of a CSS pixel. */
const point = 0.75;

/**
 * A page as large as the picture. The same picture gives the same bytes: streams are not compressed, as the bytes of a
 * compressed one depend on the engine, and its date is that of no day: 1970.
 *
 * @param svg The picture, by {@linkcode printed}, with its width and height in CSS pixels.
 */
export async function pdfOf(svg: string): Promise<Uint8Array> {
  const size = ["width", "height"].map((name) =>
    point * Number(new RegExp(`^<svg[^>]* ${name}="([^"]*)"`).exec(svg)![1])
  ) as [number, number];
  const document = new PDFDocument({
    size,
    margin: 0,
    compress: false,
    // None but those that are registered here.
    font: null as never,
    info: { CreationDate: new Date(0), Producer: "Ampliflow", Creator: "Ampliflow" },
  });
  for (const [name, font] of Object.entries(fonts)) {
    document.registerFont(name, withOwnGlyphs(font));
  }
  const parts: Uint8Array[] = [];
  const done = new Promise((resolve) => document.on("end", resolve));
  document.on("data", (part: Uint8Array) => parts.push(part));
  SVGtoPDF(document, svg, 0, 0, {
    fontCallback: (_family: string, bold: boolean) => bold ? "semi-bold" : "regular",
  });
  document.end();
  await done;
  return new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer());
}
