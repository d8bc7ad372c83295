import type { File as Attached } from "~/api/generated";

const NAME = /filename="([^"]*)"/;
const RUNS = /^(exe|scr|com|pif|bat|cmd|js|jse|vbs|vbe|wsf|hta|lnk|ps1|msi|jar|iso|img|vhd)$/;
// What may stand behind the dot of a file that begins so; types that are not here say nothing.
const MEANT: Readonly<Record<string, RegExp>> = {
  pdf: /^pdf$/,
  exe: /^(exe|dll|scr|com|pif|sys|cpl|ocx|mui|drv|efi)$/,
  png: /^png$/,
  jpeg: /^(jpe?g|jpe|jfif)$/,
  gif: /^gif$/,
  docx: /^(docx|docm|dotx|dotm)$/,
  xlsx: /^(xlsx|xlsm|xltx|xltm|xlsb)$/,
  pptx: /^(pptx|pptm|potx|ppsx|ppsm)$/,
  zip: /^(?!pdf$|docx?$|xlsx?$|pptx?$|png$|jpe?g$|gif$|txt$|exe$)/,
  lnk: /^lnk$/,
};

/** Whether a file's name, or what the mail says of it, promises something else than its bytes are. */
export function disguised({
  name,
  extension,
  declared_type: declared,
  file_type: type,
}: Attached): boolean {
  if (
    /^(exe|elf|macho|lnk|class)$/.test(type) &&
    /^(image|text|audio|video)\/|\/pdf$/.test(declared)
  ) {
    return true;
  }
  const parts = name.toLowerCase().split(".");
  const inner = parts.at(-2) ?? "";
  if (RUNS.test(extension) && parts.length > 2 && /^(pdf|docx?|xlsx?|jpe?g|png|txt)$/.test(inner)) {
    return true;
  }
  const meant = MEANT[type];
  return meant !== undefined && extension !== "" && !meant.test(extension);
}

type Given = { data?: unknown; response?: Response | undefined };

/** Hands a file of the API to the browser's downloads; answers with its password, if it has one. */
export function saved({ data, response }: Given): string {
  if (data instanceof Blob) {
    const name = NAME.exec(response?.headers.get("content-disposition") ?? "")?.[1] ?? "mail";
    const address = URL.createObjectURL(data);
    const link = document.createElement("a");
    link.href = address;
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  }
  return response?.headers.get("x-archive-password") ?? "";
}
