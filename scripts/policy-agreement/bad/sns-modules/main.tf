# A module that encrypts only when asked.
module "topic" {
  source   = "./topic"
  for_each = toset(["a", "b"])
  name     = each.key
}
