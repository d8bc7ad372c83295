/** A passkey's answer as the API takes it: what the browser gave, with its bytes as base64url. */
export type Credential = Record<string, unknown>;

/** Bytes as base64url without padding (RFC 4648 §5), as WebAuthn writes them in JSON. */
export function toBase64url(bytes: ArrayBuffer | Uint8Array): string {
  let text = "";
  for (const byte of new Uint8Array(bytes)) text += String.fromCodePoint(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** What `toBase64url` wrote. */
export function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.codePointAt(0) ?? 0);
}

/** Whether this browser, on this page, can ask a passkey. */
export function passkeysWork(): boolean {
  return globalThis.isSecureContext && "PublicKeyCredential" in globalThis;
}

type Listed = { id: string; transports?: AuthenticatorTransport[] };

function isListed(value: unknown): value is Listed {
  return typeof value === "object" && value !== null && "id" in value;
}

/** What `navigator.credentials.get` takes, from the options that the API gives. */
export function requestOf(options: Record<string, unknown>): PublicKeyCredentialRequestOptions {
  const { challenge, allowCredentials, rpId, timeout, userVerification } = options;
  const known = Array.isArray(allowCredentials) ? allowCredentials.filter(isListed) : [];
  return {
    challenge: fromBase64url(String(challenge)),
    allowCredentials: known.map(({ id, transports }) => ({
      type: "public-key",
      id: fromBase64url(id),
      ...(transports ? { transports } : {}),
    })),
    ...(typeof rpId === "string" ? { rpId } : {}),
    ...(typeof timeout === "number" ? { timeout } : {}),
    userVerification: userVerification === "required" ? "required" : "preferred",
  };
}

/** Has the person use their passkey; `undefined` when they would not. */
export async function askPasskey(
  options: Record<string, unknown>,
): Promise<Credential | undefined> {
  try {
    const given = await navigator.credentials.get({ publicKey: requestOf(options) });
    return given instanceof PublicKeyCredential ? answerOf(given) : undefined;
  } catch (error) {
    if (error instanceof DOMException && /^(NotAllowed|Abort)Error$/.test(error.name)) {
      return undefined;
    }
    throw error;
  }
}

function answerOf(given: PublicKeyCredential): Credential | undefined {
  const { response } = given;
  if (!(response instanceof AuthenticatorAssertionResponse)) return undefined;
  return {
    id: given.id,
    rawId: toBase64url(given.rawId),
    type: given.type,
    response: {
      clientDataJSON: toBase64url(response.clientDataJSON),
      authenticatorData: toBase64url(response.authenticatorData),
      signature: toBase64url(response.signature),
      userHandle: response.userHandle ? toBase64url(response.userHandle) : null,
    },
    clientExtensionResults: given.getClientExtensionResults(),
  };
}
