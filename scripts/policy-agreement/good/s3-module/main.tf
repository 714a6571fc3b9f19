# Two buckets from a small module, one for the access logs of the other.
module "logs" {
  source = "./bucket"
  name   = "acme-access-logs"
}

module "site" {
  source     = "./bucket"
  name       = "acme-assets"
  log_bucket = "acme-access-logs"
}
