module "bucket" {
  source = "../bucket"
}
