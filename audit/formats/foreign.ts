/**
 * Formats that are recognised but not read: their names, and how they are converted.
 *
 * @module
 */
import { nameOf, quote, sentence } from "./source.ts";

/** A format that is not read. */
interface ForeignFormat {
  readonly title: string;
  /** Whether a file is of this format, by its first bytes, and by these as Latin letters. */
  begins(start: Uint8Array, letters: string): boolean;
  /**
   * A line that converts it.
   *
   * @param file The file's name, as a literal of Python and of most shells.
   * @param npy The name of the new file, likewise.
   */
  line(file: string, npy: string): string;
}

/** A line of Python that saves what an expression gives. */
function python(modules: string, expression: (file: string) => string): ForeignFormat["line"] {
  return (file, npy) =>
    `in Python: import numpy, ${modules}; numpy.save(${npy}, ${expression(file)})`;
}

const starting = (...texts: string[]) => (_: Uint8Array, letters: string) =>
  texts.some((text) => letters.startsWith(text));

/** Whether a line of the start begins with a text. */
const line = (text: string) => (_: Uint8Array, letters: string) =>
  letters.startsWith(text) || letters.includes(`\n${text}`);

/** What PyTorch writes: a pickle among the members of an archive, formerly after a number of its own. */
export const torch: ForeignFormat = {
  title: "a file of PyTorch",
  begins: starting("\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19"),
  line: python("torch", (file) => `torch.load(${file}, weights_only=True).numpy()`),
};

/** What Excel writes: an archive with a workbook among its members. */
export const excel: Pick<ForeignFormat, "title" | "line"> = {
  title: "a workbook of Excel",
  line: python("pandas", (file) => `pandas.read_excel(${file}).to_numpy(float)`),
};

const foreign: readonly ForeignFormat[] = [
  torch,
  {
    title: "a pickle, which may run any program of its author",
    begins: (start) => start[0] === 0x80 && start[1] >= 2 && start[1] <= 5,
    line: python("pickle", (file) => `numpy.asarray(pickle.load(open(${file}, "rb")), float)`),
  },
  {
    title: "Feather of version 1",
    begins: starting("FEA1"),
    line: python("pandas", (file) => `pandas.read_feather(${file}).to_numpy(float)`),
  },
  {
    title: "netCDF of version 3",
    begins: starting("CDF\x01", "CDF\x02", "CDF\x05"),
    line: python("scipy.io", (file) => `scipy.io.netcdf_file(${file}).variables["NAME"][:]`),
  },
  {
    title: "MATLAB of version 5",
    begins: starting("MATLAB 5.0 MAT-file"),
    line: python("scipy.io", (file) => `scipy.io.loadmat(${file})["NAME"]`),
  },
  {
    title: "FITS",
    begins: starting("SIMPLE  ="),
    line: python("astropy.io.fits", (file) => `astropy.io.fits.getdata(${file})`),
  },
  {
    title: "HepMC",
    begins: line("HepMC::"),
    line: python(
      "pyhepmc",
      (file) => `[event.numpy.particles.e.max() for event in pyhepmc.open(${file})]`,
    ),
  },
  {
    title: "LHE",
    begins: line("<LesHouchesEvents"),
    line: python(
      "pylhe",
      (file) =>
        `[[p.px, p.py, p.pz, p.e] for event in pylhe.LHEFile.fromfile(${file}).events for p in event.particles[-1:]]`,
    ),
  },
  {
    title: "YODA",
    begins: line("BEGIN YODA_"),
    line: python("yoda", (file) => `[bin.sumW() for bin in yoda.read(${file})["NAME"].bins()]`),
  },
  {
    title: "text in UTF-16",
    begins: starting("\xff\xfe", "\xfe\xff"),
    line: (file) => `in a shell: iconv -f UTF-16 -t UTF-8 ${file} > utf8.csv`,
  },
  {
    title: "a pointer of Git LFS to a file that is elsewhere",
    begins: starting("version https://git-lfs.github.com/spec/"),
    line: (file) => `in a shell: git lfs pull --include ${file}`,
  },
  {
    title: "bzip2",
    begins: (start, letters) => /^BZh[1-9]1AY&SY/.test(letters) && start.length > 10,
    line: (file) => `in a shell: bunzip2 --keep ${file}`,
  },
  {
    title: "xz",
    begins: starting("\xfd7zXZ\0"),
    line: (file) => `in a shell: unxz --keep ${file}`,
  },
  {
    title: "Zstandard",
    begins: starting("\x28\xb5\x2f\xfd"),
    line: (file) => `in a shell: unzstd ${file}`,
  },
];

/** The sentence that names a format and converts it. */
export function refuseForeign(
  path: string,
  format: Pick<ForeignFormat, "title" | "line">,
): SyntaxError {
  const name = nameOf(path);
  const npy = `${name.replace(/\.\w+$/, "")}.npy`;
  return new SyntaxError(
    sentence(
      path,
      `it must be converted, ${format.line(quote(name, 300), quote(npy, 300))}`,
      format.title,
    ),
  );
}

/** The format of a file that is recognised but not read, by its first bytes. */
export function foreignFormat(start: Uint8Array): ForeignFormat | undefined {
  const letters = String.fromCharCode(...start);
  return foreign.find(({ begins }) => begins(start, letters));
}
