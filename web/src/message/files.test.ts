import { expect, test } from "vitest";

import { disguised } from "./files";

const file = (name: string, type: string, declared = "") => ({
  name,
  extension: name.split(".").at(-1) ?? "",
  file_type: type,
  declared_type: declared,
  size: 1,
  sha256: "",
  complete: true,
  inside: "",
  marks: [],
  threats: [],
  filter: "",
});

test("a name that promises another type than the bytes have is told", () => {
  expect(disguised(file("invoice.pdf", "exe"))).toBe(true);
  expect(disguised(file("invoice.pdf.exe", "exe"))).toBe(true);
  expect(disguised(file("photo.png", "zip"))).toBe(true);
  expect(disguised(file("setup.exe", "exe", "application/pdf"))).toBe(true);
});

test("what is what it says, or is not known, is not", () => {
  expect(disguised(file("invoice.pdf", "pdf"))).toBe(false);
  expect(disguised(file("table.xlsx", "xlsx"))).toBe(false);
  expect(disguised(file("setup.exe", "exe"))).toBe(false);
  expect(disguised(file("notes.txt", "", "text/plain"))).toBe(false);
  expect(disguised(file("setup.exe", "exe", "application/octet-stream"))).toBe(false);
  expect(disguised(file("archive.tar.gz", "gzip"))).toBe(false);
});
