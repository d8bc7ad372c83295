import { describe, expect, test } from "vitest";

import { creationOf, fromBase64url, requestOf, toBase64url } from "./passkeys";

describe("what passkeys are asked", () => {
  test("bytes go to base64url and back, without padding", () => {
    const bytes = Uint8Array.from([251, 255, 190, 0, 7]);
    expect(toBase64url(bytes)).toBe("-_--AAc");
    expect([...fromBase64url("-_--AAc")]).toEqual([...bytes]);
  });

  test("the API's options become the browser's", () => {
    const asked = requestOf({
      challenge: "AAEC",
      rpId: "mail.example",
      allowCredentials: [{ id: "AwQ", type: "public-key", transports: ["usb"] }],
      userVerification: "required",
    });
    expect(asked.rpId).toBe("mail.example");
    expect(asked.userVerification).toBe("required");
    expect(asked.challenge).toEqual(Uint8Array.from([0, 1, 2]));
    expect(asked.allowCredentials).toEqual([
      { type: "public-key", id: Uint8Array.from([3, 4]), transports: ["usb"] },
    ]);
  });

  test("a passkey is made for the person whom the API names", () => {
    const wanted = creationOf({
      challenge: "AAEC",
      rp: { id: "localhost", name: "Clawback" },
      user: { id: "BAU", name: "ann", displayName: "Ann" },
      pubKeyCredParams: [{ type: "public-key", alg: -7 }],
      excludeCredentials: [{ type: "public-key", id: "AwQ" }],
    });
    expect(wanted.user).toEqual({
      id: Uint8Array.from([4, 5]),
      name: "ann",
      displayName: "Ann",
    });
    expect(wanted.excludeCredentials).toEqual([
      { type: "public-key", id: Uint8Array.from([3, 4]) },
    ]);
    expect(wanted.pubKeyCredParams).toHaveLength(1);
  });
});
