import { expect, test } from "vitest";

import { placesFor } from "./places";

const said = (...permissions: string[]) =>
  placesFor((permission) => permissions.includes(permission)).map((place) => place.says);

test("an analyst sees where mail comes from, and nothing to administer", () => {
  expect(said("deliveries.read", "remediations.read", "lists.read")).toEqual([
    "Explore",
    "Campaigns",
    "Investigations",
    "URL trace",
    "Links and clicks",
    "Action centre",
    "Quarantine",
    "Block and allow",
    "Sources and lists",
  ]);
});

test("who reads alerts finds them beside the mail", () => {
  expect(said("deliveries.read", "alerts.read").slice(0, 2)).toEqual(["Explore", "Alerts"]);
});

test("an auditor sees people and the trail, and no mail", () => {
  expect(said("remediations.read", "people.read", "tokens.read", "audit.read")).toEqual([
    "Action centre",
    "Audit",
    "Administration",
  ]);
});

test("who may nothing sees nothing", () => {
  expect(said()).toEqual([]);
});
