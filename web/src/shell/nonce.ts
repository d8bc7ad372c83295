/** The nonce with which the page may add styles (CSP Level 3 §6.7.3); empty where none was given. */
export function nonce(): string {
  return document.querySelector<HTMLMetaElement>("meta[property=csp-nonce]")?.nonce ?? "";
}
