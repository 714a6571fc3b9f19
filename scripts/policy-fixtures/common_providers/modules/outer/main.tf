module "inner" {
  source = "./inner"
}

resource "aws_ebs_volume" "zone" {
  availability_zone = "eu-west-1a"
  size              = 1
}
