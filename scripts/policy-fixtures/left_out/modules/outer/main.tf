variable "monitoring" {
  type    = bool
  default = null
}

module "inner" {
  source     = "../fleet"
  machines   = {}
  monitoring = var.monitoring
}
