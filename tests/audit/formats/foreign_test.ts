import { assertEquals, assertRejects } from "@std/assert";
import { gzipSync } from "node:zlib";
import { inspect, readArray, readsApart } from "../../../audit/formats/mod.ts";
import { archiveOf } from "../../../audit/page/archive.ts";
import { scratch } from "../../runner/_runs.ts";

const letters = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

for (
  const [file, start, title, line] of [
    [
      "events.pkl",
      "\x80\x04\x95\x0b\0\0\0\0\0\0\0]\x94(K\x01K\x02e.",
      "a pickle, which may run any program of its author",
      'in Python: import numpy, pickle; numpy.save("events.npy", numpy.asarray(pickle.load(open("events.pkl", "rb")), float))',
    ],
    [
      "old.pt",
      "\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02",
      "a file of PyTorch",
      'in Python: import numpy, torch; numpy.save("old.npy", torch.load("old.pt", weights_only=True).numpy())',
    ],
    [
      "a.nc",
      "CDF\x01\0\0\0\0",
      "netCDF of version 3",
      'in Python: import numpy, scipy.io; numpy.save("a.npy", scipy.io.netcdf_file("a.nc").variables["NAME"][:])',
    ],
    [
      "a.mat",
      "MATLAB 5.0 MAT-file Platform: posix".padEnd(124) + "\0\x01IM",
      "MATLAB of version 5",
      'in Python: import numpy, scipy.io; numpy.save("a.npy", scipy.io.loadmat("a.mat")["NAME"])',
    ],
    [
      "sky.fits",
      "SIMPLE  =                    T / conforms to FITS standard".padEnd(80) + "BITPIX  = 8",
      "FITS",
      'in Python: import numpy, astropy.io.fits; numpy.save("sky.npy", astropy.io.fits.getdata("sky.fits"))',
    ],
    [
      "a.hepmc",
      "\nHepMC::Version 2.06.09\nHepMC::IO_GenEvent-START_EVENT_LISTING\nE 0 -1",
      "HepMC",
      'in Python: import numpy, pyhepmc; numpy.save("a.npy", [event.numpy.particles.e.max() for event in pyhepmc.open("a.hepmc")])',
    ],
    [
      "a.lhe",
      '<?xml version="1.0"?>\n<LesHouchesEvents version="3.0">\n<header>',
      "LHE",
      'in Python: import numpy, pylhe; numpy.save("a.npy", [[p.px, p.py, p.pz, p.e] for event in pylhe.LHEFile.fromfile("a.lhe").events for p in event.particles[-1:]])',
    ],
    [
      "a.yoda",
      "# made by Rivet\nBEGIN YODA_HISTO1D_V2 /A/d01-x01-y01\nPath: /A/d01-x01-y01\n",
      "YODA",
      'in Python: import numpy, yoda; numpy.save("a.npy", [bin.sumW() for bin in yoda.read("a.yoda")["NAME"].bins()])',
    ],
    [
      "excel.csv",
      "\xff\xfep\0t\0;\0",
      "text in UTF-16",
      'in a shell: iconv -f UTF-16 -t UTF-8 "excel.csv" > utf8.csv',
    ],
    [
      "draws.npy",
      "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n",
      "a pointer of Git LFS to a file that is elsewhere",
      'in a shell: git lfs pull --include "draws.npy"',
    ],
    ["a.csv.bz2", "BZh91AY&SY\x12\x34\x56", "bzip2", 'in a shell: bunzip2 --keep "a.csv.bz2"'],
    ["a.csv.xz", "\xfd7zXZ\0\0\x04", "xz", 'in a shell: unxz --keep "a.csv.xz"'],
    ["a.csv.zst", "\x28\xb5\x2f\xfd\x04", "Zstandard", 'in a shell: unzstd "a.csv.zst"'],
  ]
) {
  Deno.test(`${title} is known and named, with a line that converts it`, async () => {
    using place = scratch();
    const path = `${place.path}/${file}`;
    for (const bytes of [letters(start), gzipSync(letters(start))]) {
      Deno.writeFileSync(path, bytes);
      for (const read of [readArray, inspect]) {
        const { message } = await assertRejects(() => read(path), SyntaxError);
        assertEquals(
          message,
          `Cannot read "${path}" as it must be converted, ${line}: current value is ${title}`,
        );
      }
      assertEquals(readsApart(path), false);
    }
  });
}

Deno.test("a workbook of Excel is named, with a line that converts it", async () => {
  using place = scratch();
  const path = `${place.path}/a.xlsx`;
  const archive = await archiveOf(new Map([["xl/workbook.xml", "<workbook/>"]]));
  Deno.writeFileSync(path, new Uint8Array(await archive.arrayBuffer()));
  for (const read of [readArray, inspect]) {
    await assertRejects(
      () => read(path),
      SyntaxError,
      'as it must be converted, in Python: import numpy, pandas; numpy.save("a.npy", pandas.read_excel("a.xlsx").to_numpy(float)): current value is a workbook of Excel',
    );
  }
});

Deno.test("tables of text that only mention such a word are tables", async () => {
  using place = scratch();
  const path = `${place.path}/table`;
  for (const header of ["# of HepMC::GenEvent", "SIMPLE,CDF", "BZh9,CDF", "MATLAB,xz"]) {
    Deno.writeTextFileSync(path, `${header}\n1,2\n`);
    assertEquals([...(await readArray(path)).values], [1, 2], header);
  }
});
