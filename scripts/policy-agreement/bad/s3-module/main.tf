# The module of good/s3-module, with the switches that make it harmful.
variable "buckets" {
  type = map(object({ acl = optional(string, "private"), block = optional(bool, true), algorithm = optional(string) }))
  default = {
    uploads = { acl = "public-read-write" }
    shared  = { block = false, algorithm = "AES256" }
    logs    = { acl = "log-delivery-write" }
  }
}

module "bucket" {
  source    = "./bucket"
  for_each  = var.buckets
  name      = "acme-${each.key}"
  acl       = each.value.acl
  block     = each.value.block
  algorithm = each.value.algorithm
}
