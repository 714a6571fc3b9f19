# A MySQL database with a replica, whose settings come from a module.
module "primary" {
  source     = "./instance"
  identifier = "shop"
  password   = true
}

module "replica" {
  source     = "./instance"
  identifier = "shop-replica"
  replicates = module.primary.identifier
}
