/**
 * Indexes the pages of a folder: `pagefind.ts FOLDER`. The parts of Pagefind that its own forms need
 * are left out, as the site has a form of its own, and so is the worker: so few pages are searched at
 * once without one.
 *
 * @module
 */
import { dirname } from "node:path";
import { close, createIndex } from "pagefind";

const [folder] = Deno.args;
const { index, errors } = await createIndex({
  // Formulas are in the page twice, once for those who do not see them.
  excludeSelectors: [".katex-mathml"],
});
if (!index) throw new Error(errors.join("; "));
const { page_count, errors: problems } = await index.addDirectory({ path: folder });
if (problems.length > 0 || page_count === 0) {
  throw new Error(
    `Cannot index ${folder} as it must hold pages: current value is ${page_count} pages ${
      problems.join("; ")
    }`,
  );
}
const { files } = await index.getFiles();
for (const { path, content } of files) {
  if (/^pagefind-(?!entry)/.test(path)) continue;
  const target = `${folder}/search/${path}`;
  await Deno.mkdir(dirname(target), { recursive: true });
  await Deno.writeFile(target, content);
}
await close();
